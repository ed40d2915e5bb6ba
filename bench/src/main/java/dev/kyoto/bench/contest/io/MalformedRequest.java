package dev.kyoto.bench.contest.io;

/** What a client has sent is no request; its connection has to end. */
final class MalformedRequest extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedRequest(String message) {
        super(message);
    }
}
