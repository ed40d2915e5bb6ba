package dev.kyoto.bridge;

/**
 * The standard output of the process; made by {@code Kyoto.stdout()}.
 *
 * <p>It writes to {@code System.out} as it was when the object was made, each write a call on the
 * runtime's blocking pool, so that no worker waits for a slow terminal or a full pipe. Writes of one
 * object keep their order. A write is taken before it has happened: <em>flush before the program
 * ends</em>, and before others write to {@code System.out}; a failure is told by the next operation.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var stdout = stdout();
 * stdout.writeString("ready\n").await();
 * stdout.flush().await();
 * }
 *
 * <p>Answers to {@code tokio::io::Stdout}.
 */
public final class Stdout extends StandardOutput {

    private Stdout() {
        super("standard output", System.out);
    }

    /**
     * The standard output as it is now.
     *
     * @return a new object over {@code System.out}
     */
    public static Stdout open() {
        return new Stdout();
    }
}
