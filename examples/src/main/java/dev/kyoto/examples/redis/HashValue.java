package dev.kyoto.examples.redis;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A hash: fields with values, in the order in which the fields first appeared. */
final class HashValue implements Value {
    private final Map<Bytes, Bytes> fields = new LinkedHashMap<>();

    int size() {
        return fields.size();
    }

    @Nullable Bytes valueOf(Bytes field) {
        return fields.get(field);
    }

    /** Whether the field is new. */
    boolean put(Bytes field, Bytes value) {
        return fields.put(field, value) == null;
    }

    /** Whether the field was there. */
    boolean remove(Bytes field) {
        return fields.remove(field) != null;
    }

    /** A view of all fields; it is read while the engine's lock is held. */
    Map<Bytes, Bytes> fields() {
        return fields;
    }

    @Override
    public String typeName() {
        return "hash";
    }

    @Override
    public boolean isEmpty() {
        return fields.isEmpty();
    }
}
