package dev.kyoto.examples.redis;

/**
 * Where the engine leaves what a client is to be told, in the order in which it happened.
 *
 * <p>Both methods are called with the engine's lock held, so neither may wait, and both must have
 * read the reply completely when they return: replies show live values, not copies.
 */
interface Outbox {
    /** The answer to a request of this very client, which is about to send what is here. */
    void reply(Reply reply);

    /** A message from elsewhere, for a client that may be waiting. */
    void push(Reply message);
}
