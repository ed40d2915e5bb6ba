/**
 * Weaving: the body of an async block becomes a state machine that is polled.
 *
 * <p>{@code Weaver} is the way in. The body's class file is read, its
 * method is analysed ({@code Code}, {@code ControlFlow}, {@code Liveness}, {@code Frames}, {@code
 * LoopTree}), what lives across an await gets a field ({@code SpillPlan}), and the method is written
 * again as the {@code poll} of a {@code Machine} ({@code Emitter}), a hidden nestmate of its class.
 */
@NullMarked
package dev.kyoto.internal.weave;

import org.jspecify.annotations.NullMarked;
