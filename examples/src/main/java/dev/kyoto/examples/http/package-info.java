/**
 * A server for HTTP/1.1 on a codec of its own: keep-alive, pipelining, bodies with a length and in
 * chunks, and limits on all of it.
 *
 * <pre>
 *   HttpServer   arguments, accept loop
 *   Connection   read, answer, write: the client's task           Limits
 *   codec        bytes to Request, Response to bytes              RequestDecoder, HeadParser,
 *                                                                 ChunkedBody, ResponseEncoder
 *   Site         what there is to see; knows no socket            Request, Response, Headers
 * </pre>
 *
 * <p>A client that sends too much, too slowly or nonsense gets an answer that says so and is then
 * shown out; the connection is closed in a way that lets it read that answer.
 */
@NullMarked
package dev.kyoto.examples.http;

import org.jspecify.annotations.NullMarked;
