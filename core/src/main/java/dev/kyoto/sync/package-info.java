/**
 * Locks and channels for tasks.
 *
 * <p>Everything here is a {@link dev.kyoto.future.Future} over the waist alone: it needs no
 * runtime, works between the tasks of different runtimes, and from plain threads, which {@link
 * dev.kyoto.future.Future#await()} parks. No waker is ever called while a lock of this package is
 * held.
 *
 * <ul>
 *   <li>{@link dev.kyoto.sync.Oneshot}: one value from one task to another.
 *   <li>{@link dev.kyoto.sync.Mpsc}: many senders, one receiver, bounded with back-pressure or
 *       unbounded.
 *   <li>{@link dev.kyoto.sync.Broadcast}: many senders, many receivers, each of which sees every
 *       message or is told how many it missed.
 *   <li>{@link dev.kyoto.sync.Watch}: the newest value, and a wait until it changes.
 *   <li>{@link dev.kyoto.sync.Mpmc}: many senders, many receivers, each message to one of them.
 *   <li>{@link dev.kyoto.sync.Semaphore}: a fair set of permits.
 *   <li>{@link dev.kyoto.sync.Mutex}: a value that one task at a time may touch, across awaits.
 *   <li>{@link dev.kyoto.sync.RwLock}: a value that many may read, or one may write, across awaits.
 *   <li>{@link dev.kyoto.sync.Notify}: a signal without a value.
 *   <li>{@link dev.kyoto.sync.Barrier}: a place where a number of tasks wait for each other.
 *   <li>{@link dev.kyoto.sync.OnceCell}: a value that the first who needs it makes.
 *   <li>{@link dev.kyoto.sync.SetOnce}: a value that somebody sets once, and tasks wait for.
 * </ul>
 *
 * <p><b>Fairness</b> Whoever waits, waits in the order of first polls: first come, first served. A
 * future that was only created has no place in any queue yet.
 *
 * <p><b>Cancellation</b> Cancelling a future of this package gives back what it was handed but did
 * not return: a permit, a place in a queue, a wake-up. Each method says what its caller loses.
 */
@NullMarked
package dev.kyoto.sync;

import org.jspecify.annotations.NullMarked;
