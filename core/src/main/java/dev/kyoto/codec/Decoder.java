package dev.kyoto.codec;

import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.IoException;
import dev.kyoto.io.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes into frames.
 *
 * <p>A decoder may keep state between calls, as how far it has searched; so each connection has its
 * own.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * final class IntDecoder implements Decoder<Integer> {
 *     public Integer decode(ByteBuf src) {
 *         return src.readableBytes() < 4 ? null : src.readInt();
 *     }
 * }
 * }
 *
 * <p>Answers to {@code tokio_util::codec::Decoder}.
 *
 * @param <T> the type of the frames
 */
@CheckReturnValue
@FunctionalInterface
public interface Decoder<T> {

    /**
     * Takes one frame off the front of the buffer, if it is there in full.
     *
     * <p>Called again once more bytes have arrived after it has answered null, and called again at
     * once after it has answered a frame; so it may find nothing new, or nothing at all.
     *
     * <p><b>Errors</b> What is thrown reaches the reader of frames, and ends the frames (see {@link
     * FramedRead}); {@code IoException} of kind {@code INVALID_DATA} for bytes that are no frame.
     *
     * @param src the bytes that have arrived; those of the frame are consumed, later ones are not
     * @return the frame, or null if more bytes are needed
     */
    @Nullable T decode(ByteBuf src);

    /**
     * Takes one frame off the front of the buffer when no more bytes will come. Called until it
     * answers null.
     *
     * <p>By default this is {@link #decode}, and bytes that are left over are an error.
     *
     * <p><b>Errors</b> {@code UNEXPECTED_EOF} if bytes are left that are no frame.
     *
     * @param src the bytes that have arrived
     * @return the frame, or null at the end
     */
    default @Nullable T decodeEof(ByteBuf src) {
        var frame = decode(src);
        if (frame == null && !src.isEmpty()) {
            throw new IoException(
                    IoException.Kind.UNEXPECTED_EOF,
                    "the input ended within a frame, of which %d bytes had arrived"
                            .formatted(src.readableBytes()));
        }
        return frame;
    }
}
