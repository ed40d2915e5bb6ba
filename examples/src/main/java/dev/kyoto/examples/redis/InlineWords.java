package dev.kyoto.examples.redis;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line that a person typed into words, with quotes and escapes as Redis knows them.
 *
 * <p>In double quotes a backslash begins an escape, such as {@code \n} or {@code \x7f}; in single
 * quotes it only protects another single quote. A closing quote must be followed by a space.
 */
final class InlineWords {
    private final byte[] line;
    private int position;

    private InlineWords(byte[] line) {
        this.line = line;
    }

    /** The words of the line; none if it is blank. */
    static List<byte[]> split(byte[] line) {
        return new InlineWords(line).words();
    }

    private List<byte[]> words() {
        var words = new ArrayList<byte[]>();
        skipBlanks();
        while (position < line.length) {
            words.add(word());
            skipBlanks();
        }
        return words;
    }

    private byte[] word() {
        var word = new ByteArrayOutputStream();
        while (position < line.length && !isBlank(line[position])) {
            byte next = line[position];
            position++;
            switch (next) {
                case '"' -> doubleQuoted(word);
                case '\'' -> singleQuoted(word);
                default -> word.write(next);
            }
        }
        return word.toByteArray();
    }

    private void doubleQuoted(ByteArrayOutputStream word) {
        while (position < line.length) {
            byte next = line[position];
            position++;
            if (next == '"') {
                endOfQuotes();
                return;
            }
            if (next == '\\' && position < line.length) {
                word.write(escaped());
            } else {
                word.write(next);
            }
        }
        throw unbalanced();
    }

    private void singleQuoted(ByteArrayOutputStream word) {
        while (position < line.length) {
            byte next = line[position];
            position++;
            if (next == '\'') {
                endOfQuotes();
                return;
            }
            if (next == '\\' && position < line.length && line[position] == '\'') {
                position++;
                word.write('\'');
            } else {
                word.write(next);
            }
        }
        throw unbalanced();
    }

    /** The byte that the escape after a backslash stands for. */
    private int escaped() {
        byte kind = line[position];
        position++;
        return switch (kind) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 0x07;
            case 'x' -> hexadecimal();
            default -> kind;
        };
    }

    /** Two digits make a byte; anything else leaves the x as it is. */
    private int hexadecimal() {
        if (position + 2 > line.length) {
            return 'x';
        }
        int high = Character.digit(line[position], 16);
        int low = Character.digit(line[position + 1], 16);
        if (high < 0 || low < 0) {
            return 'x';
        }
        position += 2;
        return high * 16 + low;
    }

    private void endOfQuotes() {
        if (position < line.length && !isBlank(line[position])) {
            throw unbalanced();
        }
    }

    private void skipBlanks() {
        while (position < line.length && isBlank(line[position])) {
            position++;
        }
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r') || b == 0;
    }

    private static ProtocolError unbalanced() {
        return new ProtocolError("unbalanced quotes in request");
    }
}
