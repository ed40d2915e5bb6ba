/**
 * Tasks in groups: sets that own and join them, trackers that count them, tokens that cancel them,
 * scopes that do not end before them.
 *
 * <ul>
 *   <li>{@link dev.kyoto.task.JoinSet}: tasks joined in the order in which they end.
 *   <li>{@link dev.kyoto.task.JoinMap}: the same with a key for each task.
 *   <li>{@link dev.kyoto.task.JoinQueue}: tasks joined in the order in which they were spawned.
 *   <li>{@link dev.kyoto.task.TaskScope}: a block that ends after all tasks it has started.
 *   <li>{@link dev.kyoto.task.TaskTracker}: counts tasks and waits for their end, without values.
 *   <li>{@link dev.kyoto.task.CancellationToken}: a signal to stop, for a tree of tasks.
 *   <li>{@link dev.kyoto.task.AbortOnClose}, {@link dev.kyoto.task.AbortGuard}: a task that does not
 *       outlive a block of code.
 *   <li>{@link dev.kyoto.task.TaskBuilder}: tasks with names.
 * </ul>
 *
 * <p>Everything here is thread-safe unless it says otherwise, and no waker is called while a lock of
 * this package is held.
 *
 * <p>Answers to {@code tokio::task}, {@code tokio_util::task} and {@code tokio_util::sync}.
 */
@NullMarked
package dev.kyoto.task;

import org.jspecify.annotations.NullMarked;
