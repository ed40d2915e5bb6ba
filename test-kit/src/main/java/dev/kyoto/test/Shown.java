package dev.kyoto.test;

import java.nio.ByteBuffer;

/** Bytes as people can read them. */
final class Shown {
    private static final int MOST = 200;

    private Shown() {}

    /** What remains of a buffer, as a string literal; what is too long is cut off. */
    static String of(ByteBuffer bytes) {
        var text = new StringBuilder("\"");
        int end = Math.min(bytes.limit(), bytes.position() + MOST);
        for (int i = bytes.position(); i < end; i++) {
            append(text, bytes.get(i));
        }
        text.append('"');
        if (end < bytes.limit()) {
            text.append("… and ").append(bytes.limit() - end).append(" bytes more");
        }
        return text.toString();
    }

    private static void append(StringBuilder text, byte value) {
        switch (value) {
            case '\r' -> text.append("\\r");
            case '\n' -> text.append("\\n");
            case '\t' -> text.append("\\t");
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            default -> {
                if (value >= ' ' && value < 0x7F) {
                    text.append((char) value);
                } else {
                    text.append("\\x%02x".formatted(value & 0xFF));
                }
            }
        }
    }
}
