/**
 * Tasks in groups: sets, trackers, tokens, scopes, and tasks that stay on one thread.
 *
 * <p>Answers to {@code tokio::task} and {@code tokio_util::task}.
 */
@NullMarked
package dev.kyoto.task;

import org.jspecify.annotations.NullMarked;
