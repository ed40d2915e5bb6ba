package dev.kyoto.examples.http;

import dev.kyoto.future.Future;

/** What answers requests. Called by all connections at once. */
@FunctionalInterface
interface Handler {

    /** The answer to a request; a failure is answered with status 500. */
    Future<Response> answer(Request request);
}
