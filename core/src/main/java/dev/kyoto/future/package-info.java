/**
 * The waist: the four types that everything else speaks, and what composes them.
 *
 * <p>A {@link dev.kyoto.future.Future} is polled with a {@link dev.kyoto.future.Context}, answers
 * with a {@link dev.kyoto.future.Poll}, and keeps the context's {@link dev.kyoto.future.Waker} when
 * it has to wait. Nothing in this package knows a runtime: whoever polls a future and honours its
 * wakers can drive it, a plain thread included.
 */
@NullMarked
package dev.kyoto.future;

import org.jspecify.annotations.NullMarked;
