package dev.kyoto.examples.http;

import java.time.Duration;

/**
 * What a client may ask of this server.
 *
 * @param head the most bytes of a request's head, and of the fields after a chunked body
 * @param fields the most fields of a head
 * @param body the most bytes of a body
 * @param request how long a request may take to arrive, from the end of the one before
 * @param write how long the client may take to make room for an answer
 */
record Limits(int head, int fields, int body, Duration request, Duration write) {
    static final Limits DEFAULT =
            new Limits(16 << 10, 100, 1 << 20, Duration.ofSeconds(30), Duration.ofSeconds(30));
}
