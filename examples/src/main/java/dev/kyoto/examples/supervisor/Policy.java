package dev.kyoto.examples.supervisor;

import java.time.Duration;

/**
 * How patient a supervisor is.
 *
 * @param first how long it waits before it starts a program again for the first time
 * @param longest how long it waits at most; each wait is twice as long as the one before
 * @param steady how long a program has to run for the next wait to be the first one again
 * @param grace how long a program may take to end when it is asked to
 */
record Policy(Duration first, Duration longest, Duration steady, Duration grace) {}
