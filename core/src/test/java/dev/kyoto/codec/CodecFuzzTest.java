package dev.kyoto.codec;

import static dev.kyoto.codec.Frames.latin1;
import static dev.kyoto.io.Polling.context;
import static dev.kyoto.io.Polling.drive;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.IoException;
import dev.kyoto.io.ScriptedIo;
import java.io.ByteArrayOutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.RepeatedTest;

/**
 * Random input, valid and corrupt, in random pieces, against models that see all of it at once.
 *
 * <p>A failing run prints the seed of its input; {@code -Dkyoto.test.seed=N} repeats it.
 */
class CodecFuzzTest {
    private static final int ROUNDS = 20;

    private final long seed = Long.getLong("kyoto.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @RepeatedTest(ROUNDS)
    void lines() {
        int max = random.nextBoolean() ? random.nextInt(12) : Integer.MAX_VALUE;
        var input = text("ab\r\n\n\u00FC", 400);
        check(() -> new LinesCodec(max), input, lineModel(input, max));
    }

    private static List<String> lineModel(byte[] input, int max) {
        var frames = new ArrayList<String>();
        for (var segment : segments(input, "\n")) {
            if (segment.length() > max) {
                frames.add("INVALID_DATA");
                continue;
            }
            boolean ended = segment.end;
            var line = segment.text;
            if (!ended && line.equals("\r")) {
                continue;
            }
            line = ended && line.endsWith("\r") ? line.substring(0, line.length() - 1) : line;
            // A lone byte of the upper half is never UTF-8.
            frames.add(line.indexOf('\u00FC') >= 0 ? "INVALID_DATA" : line);
        }
        return frames;
    }

    @RepeatedTest(ROUNDS)
    void delimiters() {
        int max = random.nextBoolean() ? random.nextInt(12) : Integer.MAX_VALUE;
        var input = text("ab,;\u00FF", 400);
        var expected = new ArrayList<String>();
        for (var segment : segments(input, ",;")) {
            expected.add(segment.length() > max ? "INVALID_DATA" : segment.text);
        }
        check(() -> new AnyDelimiterCodec(latin1(",;"), latin1("-"), max), input, expected);
    }

    private record Segment(String text, boolean end) {
        int length() {
            return text.length();
        }
    }

    private static List<Segment> segments(byte[] input, String delimiters) {
        var found = new ArrayList<Segment>();
        var segment = new StringBuilder();
        for (byte one : input) {
            char c = (char) (one & 0xFF);
            if (delimiters.indexOf(c) >= 0) {
                found.add(new Segment(segment.toString(), true));
                segment.setLength(0);
            } else {
                segment.append(c);
            }
        }
        if (!segment.isEmpty()) {
            found.add(new Segment(segment.toString(), false));
        }
        return found;
    }

    private byte[] text(String alphabet, int most) {
        var text = new byte[random.nextInt(most)];
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
        }
        return text;
    }

    @RepeatedTest(ROUNDS)
    void bytes() {
        var input = text("abc", 400);
        var framed = new FramedRead<byte[]>(pieces(input), new BytesCodec(), 1);
        var all = new ByteArrayOutputStream();
        for (var chunk = drive(framed.next()); chunk != null; chunk = drive(framed.next())) {
            assertThat(chunk).isNotEmpty();
            all.writeBytes(chunk);
        }
        assertThat(all.toByteArray()).as("seed %d", seed).isEqualTo(input);
    }

    /** The shape of a head, drawn at random. */
    private final class Head {
        private final int offset = random.nextInt(3);
        private final int width = 1 + random.nextInt(8);
        private final int adjustment = random.nextInt(9) - 4;
        private final int skip = random.nextInt(offset + width + 3);
        private final int max = 20 + random.nextInt(200);
        private final ByteOrder order =
                random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;

        LengthDelimitedCodec codec() {
            return LengthDelimitedCodec.builder()
                    .lengthFieldOffset(offset)
                    .lengthFieldLength(width)
                    .lengthAdjustment(adjustment)
                    .numSkip(skip)
                    .byteOrder(order)
                    .maxFrameLength(max)
                    .newCodec();
        }

        byte[] field(long length) {
            var field = new byte[width];
            for (int i = 0; i < width; i++) {
                int at = order == ByteOrder.BIG_ENDIAN ? width - 1 - i : i;
                field[at] = (byte) (length >>> (8 * i));
            }
            return field;
        }

        /** The frames of all of the input, told from its bytes alone. */
        List<String> model(byte[] input) {
            var frames = new ArrayList<String>();
            int at = 0;
            while (at < input.length) {
                if (input.length - at < Math.max(offset + width, skip)) {
                    frames.add("UNEXPECTED_EOF");
                    break;
                }
                var big = new byte[width];
                for (int i = 0; i < width; i++) {
                    int from = order == ByteOrder.BIG_ENDIAN ? i : width - 1 - i;
                    big[i] = input[at + offset + from];
                }
                var claimed = new java.math.BigInteger(1, big);
                if (claimed.compareTo(java.math.BigInteger.valueOf(max)) > 0
                        || claimed.longValue() + adjustment < 0
                        || claimed.longValue() + adjustment + skip < offset + width) {
                    frames.add("INVALID_DATA");
                    break; // the stream has lost its bearings
                }
                int length = claimed.intValue() + adjustment;
                if (input.length - at - skip < length) {
                    frames.add("UNEXPECTED_EOF");
                    break;
                }
                frames.add(new String(input, at + skip, length, StandardCharsets.ISO_8859_1));
                at += skip + length;
            }
            return frames;
        }
    }

    @RepeatedTest(ROUNDS)
    void lengths() {
        var head = new Head();
        var bytes = new ByteArrayOutputStream();
        for (int frames = random.nextInt(10); frames > 0; frames--) {
            int payload = random.nextInt(18);
            var before = new byte[head.offset];
            random.nextBytes(before);
            bytes.writeBytes(before);
            bytes.writeBytes(head.field(payload));
            int rest = head.skip + payload + head.adjustment - head.offset - head.width;
            var after = new byte[Math.max(0, rest)];
            random.nextBytes(after);
            bytes.writeBytes(after);
        }
        var input = bytes.toByteArray();
        if (input.length > 0 && random.nextBoolean()) {
            input[random.nextInt(input.length)] = (byte) random.nextInt();
        }
        if (random.nextBoolean()) {
            input = Arrays.copyOf(input, random.nextInt(input.length + 1));
        }
        var expected = head.model(input);
        var actual = decode(pieces(input), head.codec(), true);
        assertThat(actual).as("seed %d", seed).isEqualTo(expected);
    }

    @RepeatedTest(ROUNDS)
    void whatIsEncodedIsDecodedAgain() {
        var head = LengthDelimitedCodec.builder().lengthFieldLength(1 + random.nextInt(8));
        roundTrip(head.newCodec(), head.newCodec(), () -> text("abc\n\0", 255));
        roundTrip(
                new LinesCodec(),
                new LinesCodec(),
                () -> new String(text("abc", 30), StandardCharsets.US_ASCII));
        roundTrip(
                new AnyDelimiterCodec(latin1(";"), latin1(";")),
                new AnyDelimiterCodec(latin1(";"), latin1(";")),
                () -> text("abc", 30));
    }

    private <T> void roundTrip(Encoder<T> encoder, Decoder<T> decoder, Supplier<T> item) {
        var io = new ScriptedIo();
        for (int i = random.nextInt(10); i > 0; i--) {
            io.pendingWrite().accept(1 + random.nextInt(5));
        }
        var out = new FramedWrite<T>(io, encoder, random.nextInt(4));
        out.setBackpressureBoundary(1 + random.nextInt(50));
        var sent = new ArrayList<String>();
        for (int i = random.nextInt(20); i > 0; i--) {
            var next = item.get();
            sent.add(text(next));
            drive(random.nextBoolean() ? out.feed(next) : out.send(next));
        }
        drive(out.close());
        assertThat(decode(pieces(io.written()), decoder, false))
                .as("seed %d", seed)
                .isEqualTo(sent);
    }

    private void check(
            Supplier<? extends Decoder<?>> decoders, byte[] input, List<String> expected) {
        assertThat(decode(pieces(input), decoders.get(), false))
                .as("seed %d", seed)
                .isEqualTo(expected);
    }

    private ScriptedIo pieces(byte[] input) {
        var io = new ScriptedIo();
        int largest = 1 + random.nextInt(40);
        for (int at = 0; at < input.length; ) {
            if (random.nextInt(3) == 0) {
                io.pendingRead();
            }
            int to = Math.min(input.length, at + 1 + random.nextInt(largest));
            io.give(Arrays.copyOfRange(input, at, to));
            at = to;
        }
        return io;
    }

    /** All frames and the kinds of all errors; cancels now and then, which must not matter. */
    private <T> List<String> decode(ScriptedIo io, Decoder<T> decoder, boolean untilError) {
        var frames = new ArrayList<String>();
        var read = new FramedRead<T>(io, decoder, random.nextInt(20));
        boolean failed = false;
        while (true) {
            try {
                if (random.nextInt(4) == 0) {
                    var hasty = read.next();
                    var polled = hasty.poll(context());
                    if (polled.isPending()) {
                        hasty.cancel();
                        continue;
                    }
                    if (polled.value() != null) {
                        frames.add(text(polled.value()));
                        continue;
                    }
                    if (!failed) {
                        return frames;
                    }
                    failed = false;
                    continue;
                }
                var frame = drive(read.next());
                if (frame != null) {
                    frames.add(text(frame));
                } else if (!failed) {
                    return frames;
                } else {
                    failed = false; // the null that follows an error
                }
            } catch (IoException e) {
                frames.add(e.kind().name());
                if (untilError) {
                    return frames;
                }
                failed = true;
            }
        }
    }

    private static String text(Object frame) {
        return frame instanceof byte[] bytes
                ? new String(bytes, StandardCharsets.ISO_8859_1)
                : frame.toString();
    }
}
