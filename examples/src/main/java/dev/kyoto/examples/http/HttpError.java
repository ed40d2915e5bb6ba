package dev.kyoto.examples.http;

/**
 * A request that cannot be served: it is answered with a status, and then the connection ends, as
 * nobody knows where the next request would begin.
 *
 * <p>It carries no stack trace; strangers cause it as often as they like.
 */
final class HttpError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Status status;

    HttpError(Status status, String reason) {
        super(reason, null, false, false);
        this.status = status;
    }

    static HttpError bad(String reason) {
        return new HttpError(Status.BAD_REQUEST, reason);
    }

    Response response() {
        return Response.text(status, getMessage() + "\n");
    }
}
