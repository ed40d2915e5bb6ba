package dev.kyoto.examples.redis;

import dev.kyoto.codec.Encoder;
import dev.kyoto.io.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Replies to bytes. It has no state: one encoder serves all connections. */
final class ReplyEncoder implements Encoder<Reply> {
    private static final byte[] NULL_BULK = "$-1\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NULL_ARRAY = "*-1\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public void encode(Reply reply, ByteBuf dst) {
        switch (reply) {
            case Reply.Simple(var text) -> line('+', text, dst);
            case Reply.Failure(var text) -> line('-', text, dst);
            case Reply.Int(var value) -> number(':', value, dst);
            case Reply.Bulk(var value) -> bulk(value.array(), dst);
            case Reply.NullBulk() -> dst.writeBytes(NULL_BULK);
            case Reply.NullArray() -> dst.writeBytes(NULL_ARRAY);
            case Reply.Array(var items) -> {
                number('*', items.size(), dst);
                all(items, dst);
            }
            case Reply.Several(var items) -> all(items, dst);
        }
    }

    private void all(List<Reply> items, ByteBuf dst) {
        for (var item : items) {
            encode(item, dst);
        }
    }

    private static void bulk(byte[] value, ByteBuf dst) {
        number('$', value.length, dst);
        dst.writeBytes(value);
        endLine(dst);
    }

    private static void number(char kind, long value, ByteBuf dst) {
        dst.writeByte(kind);
        dst.writeDecimal(value);
        endLine(dst);
    }

    /** Errors repeat what the client sent, so line ends in the text become spaces. */
    private static void line(char kind, String text, ByteBuf dst) {
        dst.writeByte(kind);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            dst.writeByte(c == '\r' || c == '\n' ? ' ' : c);
        }
        endLine(dst);
    }

    private static void endLine(ByteBuf dst) {
        dst.writeByte('\r');
        dst.writeByte('\n');
    }
}
