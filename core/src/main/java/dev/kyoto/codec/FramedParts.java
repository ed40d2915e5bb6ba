package dev.kyoto.codec;

import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.AsyncWrite;
import dev.kyoto.io.ByteBuf;

/**
 * What a {@link Framed} is made of, its buffers included; given by {@link Framed#intoParts}.
 *
 * <p><b>Example</b> A protocol that starts with lines and goes on as plain bytes:
 *
 * {@snippet :
 * var framed = Framed.of(socket, new LinesCodec());
 * framed.send("STARTTLS").await();
 * var parts = framed.intoParts();
 * byte[] early = parts.readBuffer().readBytes(parts.readBuffer().readableBytes());
 * }
 *
 * <p>Answers to {@code tokio_util::codec::FramedParts}.
 *
 * @param reader where the bytes come from
 * @param writer where the bytes go
 * @param decoder makes the frames read
 * @param encoder makes bytes of the frames written
 * @param readBuffer bytes that were read and not decoded
 * @param writeBuffer bytes that were encoded and not written
 * @param <R> the type of the frames read
 * @param <W> the type of the frames written
 */
public record FramedParts<R, W>(
        AsyncRead reader,
        AsyncWrite writer,
        Decoder<? extends R> decoder,
        Encoder<? super W> encoder,
        ByteBuf readBuffer,
        ByteBuf writeBuffer) {

    /**
     * Parts with empty buffers.
     *
     * @param stream where the bytes come from and go
     * @param decoder makes the frames read
     * @param encoder makes bytes of the frames written
     * @param <S> the type of the stream
     * @param <R> the type of the frames read
     * @param <W> the type of the frames written
     * @return new parts, for {@link Framed#fromParts}
     */
    public static <S extends AsyncRead & AsyncWrite, R, W> FramedParts<R, W> of(
            S stream, Decoder<? extends R> decoder, Encoder<? super W> encoder) {
        return new FramedParts<>(
                stream, stream, decoder, encoder, ByteBuf.allocate(), ByteBuf.allocate());
    }
}
