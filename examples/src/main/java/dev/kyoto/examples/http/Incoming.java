package dev.kyoto.examples.http;

/** What a client sends. */
sealed interface Incoming permits Request, Incoming.Expectation {

    /** A head has come, and the client sends the body only once it is told to go on. */
    record Expectation() implements Incoming {}
}
