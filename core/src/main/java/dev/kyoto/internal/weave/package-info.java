/**
 * Weaving: the body of an async block becomes a state machine that is polled.
 *
 * <p>{@code Weaver} is the way in, and works in steps, each of which may refuse the body with a
 * reason ({@code Unweavable}):
 *
 * <ol>
 *   <li>{@code BodyProbe} finds the method behind a lambda; {@code ClassFiles} reads its class.
 *   <li>{@code CallGraph} finds where it awaits, itself or in what it calls.
 *   <li>{@code Analysis} looks at each such method: what holds at each await ({@code Frames}), what
 *       is needed after it ({@code Liveness}), what stands in the way ({@code MonitorDepth}, {@code
 *       HalfMadeObjects}), and how to get back into loops ({@code Loops}, {@code LoopDispatch}).
 *   <li>{@code SpillPlan} gives what lives across an await a field; {@code MachineWriter} and {@code
 *       PollWriter} write the method again, as the {@code poll} of a {@code Machine}.
 *   <li>{@code Lookups} finds the right to define the machine as a hidden nestmate of its class;
 *       {@code Bootstraps} links what it does in that class's name.
 * </ol>
 */
@NullMarked
package dev.kyoto.internal.weave;

import org.jspecify.annotations.NullMarked;
