/**
 * Child processes: started off the workers, waited for, and talked to without blocking.
 *
 * <p>A child is started inside a runtime: in a task, in {@code blockOn}, or on a thread that entered
 * one. Once started, it may be used from any thread. A child outlives the handle to it, unless it is
 * told otherwise; the JDK reaps every child by itself, so that none is left a zombie.
 *
 * <p>Failures are {@link dev.kyoto.future.IoException}s. Every operation charges the task's
 * cooperation budget.
 *
 * <p>Answers to {@code tokio::process}.
 */
@NullMarked
package dev.kyoto.process;

import org.jspecify.annotations.NullMarked;
