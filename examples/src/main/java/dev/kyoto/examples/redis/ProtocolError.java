package dev.kyoto.examples.redis;

/**
 * A client broke the protocol: it is told why, in Redis's words, and then its connection ends.
 *
 * <p>It carries no stack trace; strangers cause it as often as they like.
 */
final class ProtocolError extends RuntimeException {
    private static final long serialVersionUID = 1;

    ProtocolError(String reason) {
        super("Protocol error: " + reason, null, false, false);
    }

    Reply reply() {
        return new Reply.Failure("ERR " + getMessage());
    }
}
