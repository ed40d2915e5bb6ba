package dev.kyoto.internal.driver;

import dev.kyoto.internal.timer.Clock;
import java.nio.channels.spi.SelectorProvider;

/**
 * The seam between a runtime and the world: production binds it to the JDK, tests bind a paused
 * clock and a seed. Sockets and selectors come through the JDK's own seam for them, so that
 * simulated ones can stand behind the same code.
 *
 * @param clock the runtime's time
 * @param seed from which every random choice of the runtime follows
 * @param parking how its threads sleep
 * @param sockets makes its selector and its sockets
 */
public record Provider(Clock clock, long seed, Parking parking, SelectorProvider sockets) {}
