package contest;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** Where the words of a request are in the input. One of them serves a connection for all its requests. */
final class Words {
    private int[] bounds = new int[8];
    private int count;

    void clear() {
        count = 0;
    }

    void add(int start, int end) {
        if (2 * count == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * count] = start;
        bounds[2 * count + 1] = end;
        count++;
    }

    int count() {
        return count;
    }

    int start(int word) {
        return bounds[2 * word];
    }

    int length(int word) {
        return bounds[2 * word + 1] - bounds[2 * word];
    }

    byte[] copy(int word, ByteBuf input) {
        byte[] copy = new byte[length(word)];
        input.getBytes(start(word), copy);
        return copy;
    }

    /** Whether a word is this one, in small letters here and of any case there. */
    boolean is(int word, ByteBuf input, String small) {
        if (length(word) != small.length()) {
            return false;
        }
        for (int at = 0; at < small.length(); at++) {
            int letter = input.getByte(start(word) + at);
            if ((letter >= 'A' && letter <= 'Z' ? letter | 0x20 : letter) != small.charAt(at)) {
                return false;
            }
        }
        return true;
    }
}
