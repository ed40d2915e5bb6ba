package dev.kyoto.internal.weave;

import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import org.jspecify.annotations.Nullable;

/**
 * A method that awaits, as a state machine. Each woven method is a hidden subclass.
 *
 * <p>Its {@code poll} is the method's code. It begins with a switch on {@code state} that restores
 * the locals from fields and jumps to the await where the machine was suspended. At an await the
 * future is polled; Ready goes on in the same call, and Pending stores what is live into fields and
 * returns.
 *
 * <p>{@code state} ({@link MachineState}) is {@code DONE} while the machine runs, so the ends of the
 * method need not set it:
 *
 * <pre>
 *   NEW       -> DONE        first poll
 *   SUSPENDED -> DONE        a later poll
 *   DONE      -> SUSPENDED   an await is pending: `awaiting` is what the machine waits for
 * </pre>
 *
 * <p>All fields belong to whoever polls, one thread at a time. Public only because machines are
 * defined in the packages of the code that they are made of.
 *
 * @param <T> the type of the method's value
 */
public abstract class Machine<T extends @Nullable Object> implements Future<T> {
    /** The one Pending, where the code of machines can reach it. */
    protected static final Poll<?> PENDING = Poll.<@Nullable Object>pending();

    /** See {@link MachineState}. */
    protected int state;

    /** What a suspended machine waits for. */
    protected @Nullable Future<?> awaiting;

    /** For machines. */
    protected Machine() {}

    /**
     * What a poll of a block after its end throws.
     *
     * @return the error
     */
    public static IllegalStateException polledAgain() {
        return new IllegalStateException(
                "this async block has ended or was cancelled, and was polled again; await it once,"
                        + " or keep its value");
    }

    /**
     * The place of the method in a stack trace.
     *
     * @param line a source line, or 0
     * @return class, method, file and line
     */
    protected abstract StackTraceElement frame(int line);

    /**
     * Puts the method's line into the stack trace of a failure that has reached one of its
     * handlers. The JVM leaves it out, as the class is hidden.
     *
     * @param thrown the failure
     * @param traced the failure that has this method's line already, or null
     * @param line the line that was running
     */
    protected final void trace(Throwable thrown, @Nullable Throwable traced, int line) {
        if (thrown != traced) {
            LogicalFrames.add(thrown, frame(line));
        }
    }
}
