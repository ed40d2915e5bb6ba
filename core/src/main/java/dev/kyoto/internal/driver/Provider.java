package dev.kyoto.internal.driver;

import dev.kyoto.internal.timer.Clock;

/**
 * The seam between a runtime and the world: production binds it to the JDK, tests bind
 * a paused clock and a seed.
 *
 * @param clock the runtime's time
 * @param seed from which every random choice of the runtime follows
 * @param parking how its threads sleep
 */
public record Provider(Clock clock, long seed, Parking parking) {}
