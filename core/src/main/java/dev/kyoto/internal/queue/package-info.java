/**
 * The queues of runnable tasks: one bounded queue for each worker, which other workers steal from,
 * and one unbounded queue that all of them share.
 */
@NullMarked
package dev.kyoto.internal.queue;

import org.jspecify.annotations.NullMarked;
