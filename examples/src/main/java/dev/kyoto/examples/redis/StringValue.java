package dev.kyoto.examples.redis;

import java.util.Arrays;

/** A byte string that may grow at its end; appending costs what is appended, on average. */
final class StringValue implements Value {
    private byte[] buffer;
    private int length;

    StringValue(byte[] value) {
        this.buffer = value;
        this.length = value.length;
    }

    /** The content; shared with the value where no spare room follows it, so not to be changed. */
    byte[] bytes() {
        return length == buffer.length ? buffer : Arrays.copyOf(buffer, length);
    }

    int length() {
        return length;
    }

    void append(byte[] suffix) {
        int needed = Math.addExact(length, suffix.length);
        if (needed > buffer.length || length == buffer.length) {
            // Copied even for an empty suffix: a full buffer may be shared with a reply under way.
            long doubled = Math.min(2L * length, Integer.MAX_VALUE - 8);
            buffer = Arrays.copyOf(buffer, (int) Math.max(needed, doubled));
        }
        System.arraycopy(suffix, 0, buffer, length, suffix.length);
        length = needed;
    }

    @Override
    public String typeName() {
        return "string";
    }

    @Override
    public boolean isEmpty() {
        return false; // an empty string is a value like any other
    }
}
