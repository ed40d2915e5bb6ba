package dev.kyoto.codec;

import dev.kyoto.io.ByteBuf;

/**
 * Turns frames into bytes.
 *
 * <p>Answers to {@code tokio_util::codec::Encoder}.
 *
 * @param <T> the type of the frames
 */
@FunctionalInterface
public interface Encoder<T> {

    /**
     * Appends the bytes of a frame.
     *
     * <p><b>Errors</b> What is thrown reaches the writer of the frame; bytes that were appended
     * before are taken back.
     *
     * @param item the frame
     * @param dst where its bytes are appended; what it holds belongs to earlier frames
     */
    void encode(T item, ByteBuf dst);
}
