package dev.kyoto.examples.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the server says to a client, in the types of the protocol's second version. */
sealed interface Reply {
    Reply OK = new Simple("OK");
    Reply NULL = new NullBulk();
    Reply NULL_ARRAY = new NullArray();
    Reply EMPTY_ARRAY = new Array(List.of());
    Reply ZERO = new Int(0);
    Reply ONE = new Int(1);

    /** A short status line, such as {@code +OK}. */
    record Simple(String text) implements Reply {}

    /** An error line; its first word is the error's kind. */
    record Failure(String text) implements Reply {}

    /** A whole number. */
    record Int(long value) implements Reply {}

    /** A byte string of any content. */
    record Bulk(Bytes value) implements Reply {}

    /** The absence of a byte string. */
    record NullBulk() implements Reply {}

    /** The absence of an array. */
    record NullArray() implements Reply {}

    /** Replies in a row. */
    record Array(List<Reply> items) implements Reply {}

    /**
     * Replies that belong to one request without an array around them, such as the confirmations of
     * {@code SUBSCRIBE a b}, or none at all.
     */
    record Several(List<Reply> items) implements Reply {}

    static Reply integer(long value) {
        return value == 0 ? ZERO : value == 1 ? ONE : new Int(value);
    }

    static Reply truth(boolean value) {
        return value ? ONE : ZERO;
    }

    static Reply bulk(byte[] value) {
        return new Bulk(Bytes.of(value));
    }

    static Reply bulk(Bytes value) {
        return new Bulk(value);
    }

    static Reply bulk(String text) {
        return bulk(text.getBytes(StandardCharsets.UTF_8));
    }

    static Reply array(Reply... items) {
        return new Array(List.of(items));
    }

    static Reply bulks(Iterable<Bytes> values) {
        var items = new ArrayList<Reply>();
        for (var value : values) {
            items.add(new Bulk(value));
        }
        return new Array(items);
    }
}
