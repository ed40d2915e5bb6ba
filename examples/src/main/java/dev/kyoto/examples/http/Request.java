package dev.kyoto.examples.http;

/** A request, with its body in full. */
final class Request implements Incoming {
    private final HeadParser.Head head;
    private final byte[] body;

    /** The body belongs to the request and is changed by nobody. */
    Request(HeadParser.Head head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    /** As GET, in the client's own case. */
    String method() {
        return head.method();
    }

    /** Path and query as they came, such as {@code /page/7?x=y}. */
    String target() {
        return head.target();
    }

    /** The target without its query. */
    String path() {
        int query = target().indexOf('?');
        return query < 0 ? target() : target().substring(0, query);
    }

    /** The minor version: 1 for HTTP/1.1. */
    int minor() {
        return head.minor();
    }

    /** The fields of its head; those after a chunked body are not kept. */
    Headers headers() {
        return head.headers();
    }

    byte[] body() {
        return body;
    }

    boolean isHead() {
        return method().equals("HEAD");
    }

    /** Whether the client wants to go on with this connection after the answer. */
    boolean isKeptAlive() {
        return minor() == 0
                ? headers().hasWord("Connection", "keep-alive")
                : !headers().hasWord("Connection", "close");
    }
}
