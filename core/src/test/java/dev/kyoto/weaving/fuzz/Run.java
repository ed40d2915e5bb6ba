package dev.kyoto.weaving.fuzz;

import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * What happens in one run of a program: its log, its fuel, and how its futures behave.
 *
 * <p>A run is used by one thread at a time, handed on by the polls; plain fields will do.
 */
class Run {

    /** In which way the body is run. */
    enum Way {
        SYNCHRONOUS,
        VIRTUAL_THREAD,
        WOVEN
    }

    /** How often each leaf is pending before it is done. */
    enum Pattern {
        NEVER,
        ONCE,
        TWICE,
        MIXED
    }

    /** Enough for nested loops and some recursion, little enough for thousands of programs. */
    private static final int FUEL = 120;

    private static final int SHOWN_ENTRIES = 250;

    private final Way way;
    private final Pattern pattern;
    private final StringBuilder shown = new StringBuilder();
    private final CountDownLatch ended = new CountDownLatch(1);
    private int entries;
    private long digest;
    private int fuel = FUEL;
    private int leaves;
    private int asked;
    private boolean hurried;
    private @Nullable String refusal;

    Run(Way way, Pattern pattern) {
        this.way = way;
        this.pattern = pattern;
    }

    Way way() {
        return way;
    }

    /** Adds an entry; those beyond the first few hundred are compared but not shown. */
    void log(String entry) {
        entries++;
        digest = digest * 31 + entry.hashCode();
        if (entries <= SHOWN_ENTRIES) {
            shown.append(entry).append("; ");
        }
    }

    /** The log, of a bounded length, with what stands for the rest of it. */
    String shownLog() {
        return shown + "(" + entries + " entries, digest " + Long.toHexString(digest) + ")";
    }

    /** One unit for each turn of a loop and each call; false once there is none left. */
    boolean takeFuel() {
        return --fuel > 0;
    }

    boolean isThird() {
        return ++asked % 3 == 0;
    }

    int nextLeaf() {
        return leaves++;
    }

    int pendings(int leaf) {
        return switch (pattern) {
            case NEVER -> 0;
            case ONCE -> 1;
            case TWICE -> 2;
            case MIXED -> leaf * 7 % 3;
        };
    }

    /** From here on no leaf is pending any more, so that cleanup ends within cancel(). */
    void hurry() {
        hurried = true;
    }

    boolean isHurried() {
        return hurried;
    }

    void end() {
        ended.countDown();
    }

    CountDownLatch ended() {
        return ended;
    }

    void refuse(String reason) {
        refusal = reason;
    }

    /** Why a block of the program could not be woven, or null. */
    @Nullable String refusal() {
        return refusal;
    }
}
