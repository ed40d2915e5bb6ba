/**
 * Bridges between Kyoto's readers and writers and what else moves bytes: the standard streams of the
 * process, blocking streams and channels of the JDK, publishers, and streams of chunks.
 *
 * <p>{@link dev.kyoto.bridge.Bridge} makes one of the other, in both directions. What blocks is
 * called on the runtime's blocking pool, one call at a time for each object, so that no worker waits
 * for it. The standard streams are {@code Kyoto.stdin()}, {@code stdout()} and {@code stderr()}.
 *
 * <p>Answers to {@code tokio_util::io} and to the standard streams of {@code tokio::io}.
 */
@NullMarked
package dev.kyoto.bridge;

import org.jspecify.annotations.NullMarked;
