/**
 * Who runs which task when: tasks, the two schedulers and their parts.
 *
 * <p>Read {@link dev.kyoto.internal.scheduler.TaskWord} for the life of a task, {@link
 * dev.kyoto.internal.scheduler.Idle} for why no wake-up is lost, and {@link
 * dev.kyoto.internal.scheduler.WorkerLoop} for what a worker does all day.
 */
@NullMarked
package dev.kyoto.internal.scheduler;

import org.jspecify.annotations.NullMarked;
