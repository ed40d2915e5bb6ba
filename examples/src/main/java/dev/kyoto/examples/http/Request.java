package dev.kyoto.examples.http;

/**
 * A request, with its body in full.
 *
 * @param method as GET, in the client's own case
 * @param target path and query as they came, such as {@code /page/7?x=y}
 * @param minor the minor version: 1 for HTTP/1.1
 * @param headers the fields of its head; those after a chunked body are not kept
 * @param body its bytes, to be changed by nobody
 */
record Request(String method, String target, int minor, Headers headers, byte[] body)
        implements Incoming {

    /** The target without its query. */
    String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    boolean isHead() {
        return method.equals("HEAD");
    }

    /** Whether the client wants to go on with this connection after the answer. */
    boolean isKeptAlive() {
        return minor == 0
                ? headers.hasWord("Connection", "keep-alive")
                : !headers.hasWord("Connection", "close");
    }
}
