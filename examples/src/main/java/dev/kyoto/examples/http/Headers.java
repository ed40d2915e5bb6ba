package dev.kyoto.examples.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a message's head, in their order. Names are compared without regard to case. */
final class Headers {
    private final List<Field> fields = new ArrayList<>();

    private record Field(String name, String value) {}

    Headers add(String name, String value) {
        fields.add(new Field(name, value));
        return this;
    }

    int size() {
        return fields.size();
    }

    /** The first value of a field, or null if there is none. */
    @Nullable String first(String name) {
        for (var field : fields) {
            if (field.name.equalsIgnoreCase(name)) {
                return field.value;
            }
        }
        return null;
    }

    /** All values of a field. */
    List<String> all(String name) {
        return fields.stream()
                .filter(field -> field.name.equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    /** Whether one of a field's values, which are lists divided by commas, has this word. */
    boolean hasWord(String name, String word) {
        for (var value : all(name)) {
            for (var part : value.split(",")) {
                if (part.strip().equalsIgnoreCase(word)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Adds each field to a text, a line each. */
    void appendTo(StringBuilder text) {
        for (var field : fields) {
            text.append(field.name).append(": ").append(field.value).append("\r\n");
        }
    }
}
