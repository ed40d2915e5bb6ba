/**
 * Timers: the clock of a runtime, the wheel that orders deadlines, and the driver that fires them.
 *
 * <p>{@link dev.kyoto.internal.timer.TimeDriver} is the only door: futures hold a {@link
 * dev.kyoto.internal.timer.TimerEntry} and hand it in, the scheduler asks how long it may park and
 * has due timers fired. Who can be at the clock is chosen when a runtime is built.
 */
@NullMarked
package dev.kyoto.internal.timer;

import org.jspecify.annotations.NullMarked;
