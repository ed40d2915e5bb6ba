package dev.kyoto.examples.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer.
 *
 * @param status how it went
 * @param headers fields besides those that this server adds: Date, Content-Length, Transfer-Encoding,
 *     Connection
 * @param parts the body, in parts that are made one at a time as they are sent
 * @param length how long the body is in all, or null if that shows only at its end
 */
record Response(Status status, Headers headers, Iterable<byte[]> parts, @Nullable Long length) {

    static Response of(Status status, String type, byte[] body) {
        return new Response(
                status, new Headers().add("Content-Type", type), List.of(body), (long) body.length);
    }

    static Response text(Status status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    static Response html(String text) {
        return of(Status.OK, "text/html; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /** A body whose length nobody knows yet. */
    static Response stream(String type, Iterable<byte[]> parts) {
        return new Response(Status.OK, new Headers().add("Content-Type", type), parts, null);
    }

    Response with(String name, String value) {
        headers.add(name, value);
        return this;
    }
}
