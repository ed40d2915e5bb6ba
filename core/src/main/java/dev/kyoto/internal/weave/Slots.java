package dev.kyoto.internal.weave;

/**
 * The local variables of a {@code poll}: the machine, the context, those of the method, then what
 * the code of machines needs for itself.
 */
final class Slots {
    static final int MACHINE = 0;
    static final int CONTEXT = 1;

    private static final int SHIFT = 2;

    private final int first;

    /**
     * The slots of a method's machine.
     *
     * @param locals how many slots the method itself uses
     */
    Slots(int locals) {
        this.first = locals + SHIFT;
    }

    /** Where a local variable of the method went. */
    static int moved(int slot) {
        return slot + SHIFT;
    }

    /** The site to get back to while a machine is resumed, else 0. */
    int state() {
        return first;
    }

    /** The future that is polled. */
    int future() {
        return first + 1;
    }

    /** The source line that runs. */
    int line() {
        return first + 2;
    }

    /** The failure that has this method in its stack trace already, or null. */
    int traced() {
        return first + 3;
    }

    /** The first of those that are free for values on their way from one place to another. */
    int temporary() {
        return first + 4;
    }
}
