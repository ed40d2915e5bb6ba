package dev.kyoto.examples.http;

import dev.kyoto.codec.Encoder;
import dev.kyoto.io.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Answers to bytes. */
final class ResponseEncoder implements Encoder<Outgoing> {
    private final InstantSource clock;

    /** The date as it is written, which is good for a second. */
    private String date = "";

    private long dateSecond = Long.MIN_VALUE;

    ResponseEncoder(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void encode(Outgoing item, ByteBuf dst) {
        switch (item) {
            case Outgoing.Interim() -> dst.writeString("HTTP/1.1 " + Status.CONTINUE + "\r\n\r\n");
            case Outgoing.Head head -> dst.writeString(text(head), StandardCharsets.ISO_8859_1);
            case Outgoing.Part part -> encode(part, dst);
            case Outgoing.LastChunk() -> dst.writeString("0\r\n\r\n");
        }
    }

    private static void encode(Outgoing.Part part, ByteBuf dst) {
        if (!part.chunked) {
            dst.writeBytes(part.content);
        } else if (part.content.length > 0) { // one of no length would be the end of the body
            dst.writeString(Integer.toHexString(part.content.length) + "\r\n");
            dst.writeBytes(part.content);
            dst.writeString("\r\n");
        }
    }

    private String text(Outgoing.Head head) {
        var response = head.response();
        var text = new StringBuilder(256);
        text.append("HTTP/1.1 ").append(response.status()).append("\r\nDate: ").append(date());
        text.append("\r\n");
        response.headers().appendTo(text);
        if (response.length() != null) {
            text.append("Content-Length: ").append(response.length()).append("\r\n");
        } else if (head.chunked()) {
            text.append("Transfer-Encoding: chunked\r\n");
        }
        return text.append(head.close() ? "Connection: close\r\n\r\n" : "\r\n").toString();
    }

    private String date() {
        long second = clock.instant().getEpochSecond();
        if (second != dateSecond) {
            dateSecond = second;
            date =
                    DateTimeFormatter.RFC_1123_DATE_TIME.format(
                            Instant.ofEpochSecond(second).atOffset(ZoneOffset.UTC));
        }
        return date;
    }
}
