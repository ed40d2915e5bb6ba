package dev.kyoto.bridge;

/**
 * The standard error output of the process; made by {@code Kyoto.stderr()}.
 *
 * <p>It writes to {@code System.err} as it was when the object was made, each write a call on the
 * runtime's blocking pool, so that no worker waits for a slow terminal or a full pipe. Writes of one
 * object keep their order. A write is taken before it has happened: <em>flush before the program
 * ends</em>, and before others write to {@code System.err}; a failure is told by the next operation.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var stderr = stderr();
 * stderr.writeString("ready\n").await();
 * stderr.flush().await();
 * }
 *
 * <p>Answers to {@code tokio::io::Stderr}.
 */
public final class Stderr extends StandardOutput {

    private Stderr() {
        super("standard error output", System.err);
    }

    /**
     * The standard error output as it is now.
     *
     * @return a new object over {@code System.err}
     */
    public static Stderr open() {
        return new Stderr();
    }
}
