/**
 * Waiting for time: sleeps, timeouts, intervals, queues of delays, and a clock that tests can stop.
 *
 * <p>All of it follows the clock of the runtime that is current when a future is made, with a
 * granularity of one millisecond: nothing is early, and what is late is late by the load of the
 * machine. Futures of this package cost one object while they wait and no thread.
 *
 * <p>{@link dev.kyoto.time.Time} makes them. Answers to {@code tokio::time}.
 */
@NullMarked
package dev.kyoto.time;

import org.jspecify.annotations.NullMarked;
