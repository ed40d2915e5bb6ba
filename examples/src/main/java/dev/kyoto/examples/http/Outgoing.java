package dev.kyoto.examples.http;

/** What is sent to a client, piece by piece. */
sealed interface Outgoing {

    /** Go on and send the body. */
    record Interim() implements Outgoing {}

    /**
     * The beginning of an answer.
     *
     * @param response the answer
     * @param chunked whether its body comes in chunks
     * @param close whether the connection ends after it
     */
    record Head(Response response, boolean chunked, boolean close) implements Outgoing {}

    /** A part of the body. */
    final class Part implements Outgoing {
        final byte[] content;
        final boolean chunked;

        /** So many bytes, as a chunk or as they are. */
        Part(byte[] content, boolean chunked) {
            this.content = content;
            this.chunked = chunked;
        }
    }

    /** The end of a body in chunks. */
    record LastChunk() implements Outgoing {}
}
