package dev.kyoto.sync;

/**
 * What all guards share: the right to a locked value is theirs until they let go of it once.
 *
 * <p>States, touched only by the task that has the guard:
 *
 * <pre>
 *   HELD -> CLOSED       close(): the permits go back to the pool
 *   HELD -> MAPPED       map(), tryMap(): the permits pass to the guard of a part
 *   HELD -> DOWNGRADED   downgrade() and its kin: one permit passes to a guard that reads
 * </pre>
 *
 * <p>Where a function of the caller's decides whether the guard is spent, the state is looked at
 * before it is called and once more afterwards: it may have closed this very guard.
 */
abstract sealed class LockGuard
        permits Mutex.Guard, MappedGuard, RwLock.ReadGuard, RwLock.WriteGuard {
    static final byte HELD = 0;
    static final byte CLOSED = 1;
    static final byte MAPPED = 2;
    static final byte DOWNGRADED = 3;

    /** What a function that must answer a part is told when it answers null. */
    static final String NO_PART =
            "the function given to map() answered null; use tryMap() where there may be no part";

    private byte state = HELD;

    /** Gives the permits back to the pool; called once at most. */
    abstract void release();

    /** What the guard is for; asked only while it is held. */
    abstract Object locked();

    /** The name of the type, as {@code toString} and failures show it. */
    abstract String name();

    /** Called first by whatever touches the value. */
    final void requireHeld() {
        if (state != HELD) {
            throw new IllegalStateException("this " + name() + whySpent());
        }
    }

    private String whySpent() {
        return switch (state) {
            case CLOSED -> " was closed, so the value is no longer its own to touch; lock again";
            case MAPPED ->
                    " was narrowed by map(), so the lock is held by the guard that map() returned;"
                            + " use that one";
            default ->
                    " was downgraded, so the lock is held by the guard that the downgrade returned;"
                            + " use that one";
        };
    }

    /** The permits pass to another guard; afterwards closing this one does nothing. */
    final void spend(byte how) {
        requireHeld();
        state = how;
    }

    /** The body of {@code close()}: gives the permits back unless this guard is spent. */
    final void closeOnce() {
        if (state == HELD) {
            state = CLOSED;
            release();
        }
    }

    @Override
    public final String toString() {
        return switch (state) {
            case HELD -> "%s[%s]".formatted(name(), locked());
            case CLOSED -> name() + "[closed]";
            case MAPPED -> name() + "[mapped]";
            default -> name() + "[downgraded]";
        };
    }
}
