package dev.kyoto.examples.redis;

import java.time.Duration;

/**
 * What the operator decides.
 *
 * @param port the port to listen on, 0 for any free one
 * @param maxClients how many clients may be connected at a time
 * @param outputLimit how many bytes of published messages may wait for one client before it is
 *     dropped
 * @param writeTimeout how long one write may wait for a client that does not read
 */
record Settings(int port, int maxClients, int outputLimit, Duration writeTimeout) {
    static final int DEFAULT_PORT = 6379;
    static final int DEFAULT_MAX_CLIENTS = 10_000;
    static final int DEFAULT_OUTPUT_LIMIT = 32 << 20;
    static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofSeconds(60);

    static Settings defaults() {
        return new Settings(
                DEFAULT_PORT, DEFAULT_MAX_CLIENTS, DEFAULT_OUTPUT_LIMIT, DEFAULT_WRITE_TIMEOUT);
    }

    Settings withPort(int value) {
        return new Settings(value, maxClients, outputLimit, writeTimeout);
    }

    Settings withMaxClients(int value) {
        return new Settings(port, value, outputLimit, writeTimeout);
    }

    Settings withOutputLimit(int value) {
        return new Settings(port, maxClients, value, writeTimeout);
    }

    Settings withWriteTimeout(Duration value) {
        return new Settings(port, maxClients, outputLimit, value);
    }
}
