package contest;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/** Requests as Redis has them: an array of bulk strings, or a line of words. */
abstract class RespHandler extends AnswerHandler {
    private static final int LARGEST_ARRAY = 1024 * 1024;
    private static final int LARGEST_STRING = 512 * 1024 * 1024;
    private static final byte[] MALFORMED = "-ERR Protocol error\r\n".getBytes(US_ASCII);

    /** What a reading method returns for a request of which a part has not arrived. */
    private static final int INCOMPLETE = -1;

    /** What a reading method returns for something that is not a request. */
    private static final int NOT_A_REQUEST = -2;

    private final Words words = new Words();

    /** The index after the number that was read last, and after its end of line. */
    private int afterNumber;

    /** Answers one request of at least one word. */
    abstract void answer(Words words, ByteBuf input, ByteBuf output);

    @Override
    final boolean answer(ByteBuf input, ByteBuf output) {
        while (input.isReadable()) {
            int end = request(input);
            if (end == INCOMPLETE) {
                return true;
            }
            if (end == NOT_A_REQUEST) {
                output.writeBytes(MALFORMED);
                return false;
            }
            // As with Redis, an empty line or array asks for nothing.
            if (words.count() > 0) {
                answer(words, input, output);
            }
            input.readerIndex(end);
        }
        return true;
    }

    /** Reads the request that comes next, and tells where it ends. */
    private int request(ByteBuf input) {
        words.clear();
        return input.getByte(input.readerIndex()) == '*' ? array(input) : inline(input);
    }

    private int array(ByteBuf input) {
        int count = number(input, input.readerIndex() + 1, LARGEST_ARRAY);
        if (count < 0) {
            return count;
        }
        int at = afterNumber;
        for (int word = 0; word < count; word++) {
            if (at == input.writerIndex()) {
                return INCOMPLETE;
            }
            if (input.getByte(at) != '$') {
                return NOT_A_REQUEST;
            }
            int length = number(input, at + 1, LARGEST_STRING);
            if (length < 0) {
                return length;
            }
            int end = afterNumber + length;
            at = end + 2;
            if (input.writerIndex() < at) {
                return INCOMPLETE;
            }
            if (input.getByte(end) != '\r' || input.getByte(end + 1) != '\n') {
                return NOT_A_REQUEST;
            }
            words.add(afterNumber, end);
        }
        return at;
    }

    /** The digits from {@code start} to the end of the line. */
    private int number(ByteBuf input, int start, int largest) {
        int arrived = input.writerIndex();
        int value = 0;
        int at = start;
        for (; at < arrived && input.getByte(at) != '\r'; at++) {
            int digit = input.getByte(at) - '0';
            if (digit < 0 || digit > 9) {
                return NOT_A_REQUEST;
            }
            value = value * 10 + digit;
            if (value > largest) {
                return NOT_A_REQUEST;
            }
        }
        if (at + 1 >= arrived) {
            return INCOMPLETE;
        }
        if (at == start || input.getByte(at + 1) != '\n') {
            return NOT_A_REQUEST;
        }
        afterNumber = at + 2;
        return value;
    }

    private int inline(ByteBuf input) {
        int word = input.readerIndex();
        int end = input.indexOf(word, input.writerIndex(), (byte) '\n');
        if (end < 0) {
            return INCOMPLETE;
        }
        for (int at = word; at <= end; at++) {
            byte letter = input.getByte(at);
            if (letter == ' ' || letter == '\r' || letter == '\n') {
                if (word < at) {
                    words.add(word, at);
                }
                word = at + 1;
            }
        }
        return end + 1;
    }
}
