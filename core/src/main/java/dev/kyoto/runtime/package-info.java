/**
 * The runtime: {@link dev.kyoto.runtime.AsyncRuntime} and its builder, handles to it and to the
 * tasks that run on it.
 *
 * <p><b>Fairness.</b> A task that was woken is polled again after a bounded number of polls of
 * other tasks, provided that no task keeps its worker for ever: every queue is first in, first out,
 * but for the one task that the current task woke last, which may go ahead three times in a row;
 * the global queue and the drivers get their turn after a bounded number of polls; and a task that
 * is always ready yields when its budget is spent. The numbers behind these bounds may change.
 *
 * <p>Answers to {@code tokio::runtime} and the handles of {@code tokio::task}.
 */
@NullMarked
package dev.kyoto.runtime;

import org.jspecify.annotations.NullMarked;
