package dev.kyoto.process;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.internal.util.LeakGuard;
import dev.kyoto.sync.SetOnce;
import org.jspecify.annotations.Nullable;

/**
 * A child process that was started.
 *
 * <p><b>Closing does not end the child</b>, unless {@link Command#killOnClose} was asked for: it goes
 * on, and only its pipes, as far as they were not taken, are closed on this side. To end it, {@link
 * #kill} it, or {@link #terminate} it and wait. It never stays a zombie, whether or not anybody waits
 * for it.
 *
 * <p>Thread-safe; any number of tasks may wait.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * try (var child = Command.of("sort").stdin(Stdio.piped()).stdout(Stdio.piped()).spawn().await()) {
 *     try (var stdin = child.stdin()) {
 *         stdin.writeAll("pear\napple\n".getBytes(US_ASCII)).await();
 *     }
 *     System.out.println(child.waitWithOutput().await().stdoutText());
 * }
 * }
 *
 * <p>Answers to {@code tokio::process::Child}.
 */
@CheckReturnValue
public final class Child implements AutoCloseable {
    // Everything but the three streams is immutable; each stream guards itself. `exit` is set once,
    // by a thread of the JDK's, after the JDK has reaped the child.
    //
    // Signals are sent through the ProcessHandle: it compares the start time, so that a number that
    // the system has used again is not hit, and it leaves the pipes alone, which Process.destroy
    // closes together with the output that nobody has read yet.

    private final Process process;
    private final ProcessHandle handle;
    private final String name;
    private final SetOnce<ExitStatus> exit = SetOnce.of();
    private final Held<ChildStdin> stdin;
    private final Held<ChildStdout> stdout;
    private final Held<ChildStderr> stderr;

    /** Null if closing does not kill: then the child holds nothing that could leak. */
    private final @Nullable LeakGuard killer;

    Child(
            Process process,
            String name,
            boolean killOnClose,
            @Nullable WritePipe stdin,
            @Nullable ReadPipe stdout,
            @Nullable ReadPipe stderr) {
        this.process = process;
        this.handle = process.toHandle();
        this.name = name;
        this.stdin = new Held<>("stdin", stdin == null ? null : new ChildStdin(name, stdin));
        this.stdout = new Held<>("stdout", stdout == null ? null : new ChildStdout(name, stdout));
        this.stderr = new Held<>("stderr", stderr == null ? null : new ChildStderr(name, stderr));
        this.killer = killOnClose ? killerOf(this, process, handle, name) : null;
        var told = exit;
        var _ =
                process.onExit()
                        .thenAccept(
                                it -> {
                                    boolean _ = told.set(new ExitStatus(it.exitValue()));
                                });
    }

    /** Static, since what is run when a child is forgotten must not reach it. */
    private static LeakGuard killerOf(
            Child child, Process process, ProcessHandle handle, String name) {
        return LeakGuard.watch(
                child,
                () -> name + ", which is killed on close,",
                LeakGuard.site(),
                () -> process.isAlive() && handle.destroyForcibly());
    }

    /**
     * The number by which the system knows the child. Once the child has ended, it may be given to
     * another process.
     *
     * <p>Answers to {@code Child::id}.
     *
     * @return the process id
     */
    public long id() {
        return process.pid();
    }

    /**
     * Whether the child has not ended yet.
     *
     * @return false once it has ended and was reaped
     */
    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * The pipe to the standard input. It belongs to the caller from now on, who closes it.
     *
     * @return the pipe
     * @throws IllegalStateException if stdin was not piped, was taken already, or is closed as the
     *     child was closed or waited for
     */
    public ChildStdin stdin() {
        return stdin.take(name);
    }

    /**
     * The pipe from the standard output. It belongs to the caller from now on, who reads it to its
     * end or closes it.
     *
     * @return the pipe
     * @throws IllegalStateException if stdout was not piped, was taken already, or is closed
     */
    public ChildStdout stdout() {
        return stdout.take(name);
    }

    /**
     * The pipe from the standard error output. It belongs to the caller from now on, who reads it to
     * its end or closes it.
     *
     * @return the pipe
     * @throws IllegalStateException if stderr was not piped, was taken already, or is closed
     */
    public ChildStderr stderr() {
        return stderr.take(name);
    }

    @Nullable ChildStdout heldStdout() {
        return stdout.takeIfHeld();
    }

    @Nullable ChildStderr heldStderr() {
        return stderr.takeIfHeld();
    }

    /** The end, without bringing it about. */
    Future<ExitStatus> ended() {
        return exit.whenSet();
    }

    /**
     * Waits for the end of the child. Its stdin is closed first, unless it was taken, since a child
     * that reads it would never end. Outputs are not read: a child that writes more than a pipe
     * takes ends only if somebody reads; see {@link #waitWithOutput()}.
     *
     * <p>May be called any number of times; each answers the same. A process that the child has
     * started and that holds its pipes is not waited for.
     *
     * <p><b>Cancellation</b> Safe; stdin stays closed. The child goes on.
     *
     * <p><b>Errors</b> None.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var child = Command.of("make", "all").spawn().await()) {
     *     if (!child.waitFor().await().success()) {
     *         log("make has failed");
     *     }
     * }
     * }
     *
     * <p>Answers to {@code Child::wait}, a name that is taken in Java.
     *
     * @return how it has ended
     */
    public Future<ExitStatus> waitFor() {
        return new WaitFor("waitFor()", stdin::close, this);
    }

    /**
     * How the child has ended, without waiting. Stdin is left alone.
     *
     * <p>Answers to {@code Child::try_wait}.
     *
     * @return its status, or null if it has not ended yet
     */
    public @Nullable ExitStatus tryWait() {
        return process.isAlive() ? null : new ExitStatus(process.exitValue());
    }

    /**
     * Closes stdin, reads both outputs to their ends, side by side, and waits for the end of the
     * child. An output that is not piped or was taken is empty in the answer.
     *
     * <p>The end of an output comes when every process that has inherited it has closed it.
     *
     * <p><b>Cancellation</b> Loses what was read, and closes the outputs: a child that goes on
     * writing gets SIGPIPE.
     *
     * <p><b>Errors</b> {@link dev.kyoto.future.IoException} of a read. The memory is as large as the
     * output; give a limit for a child that is not trusted.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * try (var child = Command.of("date").stdout(Stdio.piped()).spawn().await()) {
     *     System.out.println(child.waitWithOutput().await().stdoutText());
     * }
     * }
     *
     * <p>Answers to {@code Child::wait_with_output}.
     *
     * @return how it has ended and what it has written
     */
    public Future<Output> waitWithOutput() {
        return waitWithOutput(Integer.MAX_VALUE);
    }

    /**
     * Collects outputs that must not be longer than a limit; see {@link #waitWithOutput()}.
     *
     * <p><b>Errors</b> {@code INVALID_DATA} once more bytes have come from one of them: both are
     * closed then, and the child goes on as far as it can.
     *
     * @param limit the most bytes to accept of each output
     * @return how it has ended and what it has written
     */
    public Future<Output> waitWithOutput(int limit) {
        return new CollectOutput(this, limit);
    }

    /**
     * Ends the child at once (SIGKILL), whatever it does, and waits until it is reaped. Processes
     * that it has started go on.
     *
     * <p><b>Cancellation</b> Once polled, the child is killed.
     *
     * <p><b>Errors</b> None; a child that has ended already is told by its status.
     *
     * <p><b>Example</b>
     *
     * {@snippet :
     * child.terminate();
     * switch (select(child.waitFor(), sleep(ofSeconds(5))).await()) {
     *     case OneOf2.First(var status) -> log("ended by itself: %s", status);
     *     case OneOf2.Second(var late) -> log("had to be killed: %s", child.kill().await());
     * }
     * }
     *
     * <p>Answers to {@code Child::kill}.
     *
     * @return how it has ended
     */
    public Future<ExitStatus> kill() {
        return new WaitFor(
                "kill()",
                () -> {
                    // In this order: the end of its input could make the child end by itself.
                    startKill();
                    stdin.close();
                },
                this);
    }

    /**
     * Sends SIGKILL and does not wait; see {@link #kill}.
     *
     * <p>Answers to {@code Child::start_kill}.
     *
     * @return false if the child has ended already
     */
    @CanIgnoreReturnValue
    public boolean startKill() {
        return process.isAlive() && handle.destroyForcibly();
    }

    /**
     * Asks the child to end (SIGTERM) and does not wait. It may take its time, or ignore it.
     *
     * @return false if the child has ended already
     */
    @CanIgnoreReturnValue
    public boolean terminate() {
        return process.isAlive() && handle.destroy();
    }

    /**
     * Closes the pipes that were not taken, and kills the child if {@link Command#killOnClose} was
     * asked for; else the child goes on. Does not wait. Idempotent.
     */
    @Override
    public void close() {
        stdin.close();
        stdout.close();
        stderr.close();
        if (killer != null) {
            killer.close();
        }
    }

    @Override
    public String toString() {
        var ended = tryWait();
        return ended == null ? name : name + ", " + ended;
    }
}
