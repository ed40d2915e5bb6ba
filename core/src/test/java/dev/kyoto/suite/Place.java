package dev.kyoto.suite;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The thread that local tasks are to stay on. A block on a virtual thread has a thread of its own for
 * life; futures by hand, and woven blocks, are polled on the very thread.
 */
final class Place {
    private final Thread thread = Thread.currentThread();

    /** At the beginning of a block: the thread on which all of it has to run. */
    Thread ofBlock() {
        var here = Thread.currentThread();
        if (!here.isVirtual()) {
            check(thread);
        }
        return here;
    }

    /** Later in a block, or in a future by hand. */
    void check(Thread expected) {
        assertThat(Thread.currentThread()).isSameAs(expected);
    }

    /** In a future by hand. */
    void check() {
        check(thread);
    }
}
