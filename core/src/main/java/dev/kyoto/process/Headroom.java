package dev.kyoto.process;

import dev.kyoto.future.IoException;
import java.io.IOException;
import java.nio.channels.Pipe;
import java.util.ArrayList;

/**
 * Sees to it that a start does not run out of descriptors on its way.
 *
 * <p>JDK 25 cleans up badly then: it leaves pipes open, and closes numbers that are no longer its own,
 * which may be anybody's file or socket by now. So as many as it needs are opened and closed just
 * before. Another thread may take them in between; that is all that is left of the danger.
 */
final class Headroom {
    /** Three pipes for the streams and two of the JDK's own, and two more for files to open. */
    private static final int PIPES = 7;

    private Headroom() {}

    static void check(String what) {
        var pipes = new ArrayList<Pipe>();
        try {
            for (int i = 0; i < PIPES; i++) {
                pipes.add(Pipe.open());
            }
        } catch (IOException e) {
            throw new IoException(
                    IoException.Kind.TOO_MANY_OPEN_FILES,
                    "%s: too few descriptors are left (%s); close some, or raise ulimit -n"
                            .formatted(what, e.getMessage()),
                    e);
        } finally {
            InheritablePipe.close(pipes);
        }
    }
}
