package dev.kyoto.bench.contest.io;

import dev.kyoto.io.ByteBuf;
import java.util.Arrays;

/**
 * The requests of a Redis client, one after another: arrays of bulk strings, or lines of words.
 *
 * <p>A request stays in the buffer, and its arguments are places there, until the next one is asked
 * for. One that is incomplete is looked at from its start again when more of it has arrived.
 */
final class RespRequests {
    private static final int MOST_ARGUMENTS = 1 << 20;
    private static final int MOST_BYTES = 512 << 20;

    private final ByteBuf in;

    // Of the argument i: its offset and its length, at 2 i and 2 i + 1.
    private int[] places = new int[8];
    private int count;

    /** How many bytes the present request has, after which the next one starts. */
    private int size;

    // Of the scan: the next byte to look at.
    private int at;

    RespRequests(ByteBuf in) {
        this.in = in;
    }

    /** Goes on to the next request, if it has arrived as a whole. Empty ones are passed over. */
    boolean next() {
        do {
            in.skip(size);
            size = 0;
            count = 0;
            at = 0;
            if (in.isEmpty()) {
                // The whole buffer is free for the next read.
                in.clear();
                return false;
            }
            if (in.byteAt(0) == '*' ? !scanArray() : !scanLine()) {
                return false;
            }
            size = at;
        } while (count == 0);
        return true;
    }

    /** How many arguments the request has, the command included. */
    int count() {
        return count;
    }

    /** Whether an argument is a word, written in capitals or not. */
    boolean is(int index, String capitals) {
        int length = places[2 * index + 1];
        if (length != capitals.length()) {
            return false;
        }
        int offset = places[2 * index];
        for (int i = 0; i < length; i++) {
            int letter = in.byteAt(offset + i);
            if ((letter >= 'a' && letter <= 'z' ? letter - 32 : letter) != capitals.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Takes an argument out of the buffer, and what was before it: only later ones are left. */
    byte[] take(int index) {
        int offset = places[2 * index];
        int length = places[2 * index + 1];
        in.skip(offset);
        var bytes = in.readBytes(length);
        int taken = offset + length;
        for (int i = index + 1; i < count; i++) {
            places[2 * i] -= taken;
        }
        size -= taken;
        return bytes;
    }

    private boolean scanArray() {
        long arguments = scanNumber('*', MOST_ARGUMENTS);
        for (long i = 0; i < arguments; i++) {
            long length = scanNumber('$', MOST_BYTES);
            if (length < 0 || in.readableBytes() - at - 2 < length) {
                return false;
            }
            add(at, (int) length);
            at += (int) length + 2;
            if (in.byteAt(at - 2) != '\r' || in.byteAt(at - 1) != '\n') {
                throw new MalformedRequest("a bulk string is longer than it says");
            }
        }
        return arguments >= 0;
    }

    /** The number of a line that starts with a sign, or -1 if the line is incomplete. */
    private long scanNumber(char sign, int most) {
        int end = in.readableBytes();
        if (at == end) {
            return -1;
        }
        if (in.byteAt(at) != sign) {
            throw new MalformedRequest("a line starts with " + in.byteAt(at) + ", not " + sign);
        }
        long number = 0;
        for (int i = at + 1; i < end; i++) {
            int digit = in.byteAt(i) - '0';
            if (digit >= 0 && digit <= 9) {
                number = 10 * number + digit;
                if (number > most) {
                    throw new MalformedRequest(number + " is more than " + most);
                }
            } else if (in.byteAt(i) == '\r' && i > at + 1) {
                if (i + 1 == end) {
                    return -1;
                }
                if (in.byteAt(i + 1) != '\n') {
                    throw new MalformedRequest("a carriage return does not end its line");
                }
                at = i + 2;
                return number;
            } else {
                throw new MalformedRequest("a length has the byte " + in.byteAt(i));
            }
        }
        return -1;
    }

    private boolean scanLine() {
        int end = in.indexOf((byte) '\n');
        if (end < 0) {
            return false;
        }
        int word = 0;
        for (int i = 0; i <= end; i++) {
            if ((in.byteAt(i) & 0xFF) <= ' ') {
                if (i > word) {
                    add(word, i - word);
                }
                word = i + 1;
            }
        }
        at = end + 1;
        return true;
    }

    private void add(int offset, int length) {
        if (2 * count == places.length) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        places[2 * count] = offset;
        places[2 * count + 1] = length;
        count++;
    }
}
