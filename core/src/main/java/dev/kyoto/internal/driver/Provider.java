package dev.kyoto.internal.driver;

import dev.kyoto.internal.timer.Clock;
import java.nio.channels.spi.SelectorProvider;
import org.jspecify.annotations.Nullable;

/**
 * The seam between a runtime and the world: production binds it to the JDK, tests bind a paused
 * clock and a seed. Sockets and selectors come through the JDK's own seam for them, so that
 * simulated ones can stand behind the same code.
 *
 * @param clock the runtime's time
 * @param seed from which every random choice of the runtime follows
 * @param parking how its threads sleep
 * @param sockets makes its selector and its sockets; null for the JDK's own, which is looked for
 *     when the first one is made, as that takes milliseconds
 * @param shuffled whether the order in which ready tasks run, and the length of their turns, are
 *     random choices; for current-thread runtimes
 */
public record Provider(
        Clock clock,
        long seed,
        Parking parking,
        @Nullable SelectorProvider sockets,
        boolean shuffled) {

    /**
     * A provider whose tasks run in the order in which they became ready.
     *
     * @param clock the runtime's time
     * @param seed from which every random choice of the runtime follows
     * @param parking how its threads sleep
     * @param sockets makes its selector and its sockets; null for the JDK's own
     */
    public Provider(Clock clock, long seed, Parking parking, @Nullable SelectorProvider sockets) {
        this(clock, seed, parking, sockets, false);
    }

    /**
     * The same world with tasks in random order.
     *
     * @param otherParking how threads sleep there
     * @return a new provider
     */
    public Provider shuffled(Parking otherParking) {
        return new Provider(clock, seed, otherParking, sockets, true);
    }
}
