/**
 * Tests of asynchronous code with JUnit: {@link dev.kyoto.test.AsyncTest} runs a test as an async
 * block on a runtime of its own, {@link dev.kyoto.test.InterleavingTest} under many orders of its
 * tasks; {@link dev.kyoto.test.TestTask} polls a future by hand, {@link dev.kyoto.test.MockIo} and
 * {@link dev.kyoto.test.MockSource} stand in for a peer.
 *
 * <p>Answers to {@code tokio::test} and the crate {@code tokio_test}.
 */
@NullMarked
package dev.kyoto.test;

import org.jspecify.annotations.NullMarked;
