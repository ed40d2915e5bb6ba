package dev.kyoto.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.future.IoException;
import dev.kyoto.io.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Feeds decoders by hand. */
final class Frames {

    private Frames() {}

    /**
     * What a decoder makes of the input, cut at these places: frames as text, and errors as their
     * kind. Goes on after an error, as whoever asks again does.
     */
    static List<String> decode(Decoder<?> decoder, byte[] input, int... cuts) {
        var frames = new ArrayList<String>();
        var src = ByteBuf.allocate();
        int from = 0;
        for (int i = 0; i <= cuts.length; i++) {
            int to = i < cuts.length ? cuts[i] : input.length;
            src.writeBytes(input, from, to - from);
            from = to;
            drain(frames, () -> decoder.decode(src));
        }
        drain(frames, () -> decoder.decodeEof(src));
        return frames;
    }

    private static void drain(List<String> frames, Supplier<Object> next) {
        while (true) {
            try {
                var frame = next.get();
                if (frame == null) {
                    return;
                }
                frames.add(
                        frame instanceof byte[] bytes
                                ? new String(bytes, StandardCharsets.ISO_8859_1)
                                : frame.toString());
            } catch (IoException e) {
                frames.add(e.kind().name());
                if (frames.size() > 100 || e.kind() == IoException.Kind.UNEXPECTED_EOF) {
                    return;
                }
            }
        }
    }

    /**
     * The outcome is the same for the input as a whole, byte by byte, and cut at any two places.
     */
    static void assertDecodes(
            Supplier<? extends Decoder<?>> decoders, byte[] input, String... expected) {
        assertThat(decode(decoders.get(), input)).containsExactly(expected);
        var everywhere = new int[input.length];
        for (int i = 0; i < everywhere.length; i++) {
            everywhere[i] = i;
        }
        assertThat(decode(decoders.get(), input, everywhere)).containsExactly(expected);
        for (int i = 0; i <= input.length; i++) {
            for (int j = i; j <= input.length; j++) {
                assertThat(decode(decoders.get(), input, i, j))
                        .as("cut at %d and %d", i, j)
                        .containsExactly(expected);
            }
        }
    }

    /** The bytes that an encoder makes, one char each. */
    static <T> String encode(Encoder<T> encoder, T item) {
        var dst = ByteBuf.allocate();
        encoder.encode(item, dst);
        return dst.readString(dst.readableBytes(), StandardCharsets.ISO_8859_1);
    }

    static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
