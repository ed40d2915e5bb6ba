package dev.kyoto.codec;

import dev.kyoto.io.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Plain bytes: a frame is whatever has arrived, and is written as it is.
 *
 * <p>Answers to {@code tokio_util::codec::BytesCodec}.
 */
public final class BytesCodec implements Decoder<byte[]>, Encoder<byte[]> {

    /** Makes a codec; it has no state. */
    public BytesCodec() {}

    @Override
    public byte @Nullable [] decode(ByteBuf src) {
        return src.isEmpty() ? null : src.readBytes(src.readableBytes());
    }

    @Override
    public void encode(byte[] bytes, ByteBuf dst) {
        dst.writeBytes(bytes);
    }
}
