package dev.kyoto.internal.weave;

/**
 * The state word of a machine.
 *
 * <pre>
 *   0            NEW         nothing has run
 *   1 ..         SUSPENDED   at the await with this number
 *   -1           DONE        it runs, has ended, or was cancelled: a poll now is a bug
 *   other        the number of an await, together with why it must not be polled from outside:
 *     CANCELLING   what it awaits is being cancelled
 *     CLEANING     Cancelled was raised, and its cleanup awaits something
 * </pre>
 *
 * <p>All but the first three lines are negative, so that the code of a machine needs one comparison
 * to refuse a poll.
 */
final class MachineState {
    static final int NEW = 0;
    static final int DONE = -1;

    static final int CANCELLING = 0x8000_0000;
    static final int CLEANING = 0x8100_0000;

    private static final int REASON = 0xFF00_0000;
    private static final int SITE = 0x00FF_FFFF;

    private MachineState() {}

    /** Why it must not be polled from outside, for a state that is neither DONE nor positive. */
    static int reason(int state) {
        return state & REASON;
    }

    /** The number of the await, whatever else the state says. */
    static int site(int state) {
        return state & SITE;
    }
}
