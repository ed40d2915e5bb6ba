package dev.kyoto.process;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import dev.kyoto.future.Future;
import dev.kyoto.future.IoException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A program with its arguments and surroundings, to be started as a child, as often as wanted.
 *
 * <p>Nothing is given to a shell: an argument reaches the program as it is. Unless said otherwise the
 * child inherits the environment, the folder and the three standard streams of this process, and
 * outlives its {@link Child}. Descriptors other than those three are not inherited.
 *
 * <p>A program without a {@code /} in its name is looked up in the {@code PATH} that this process was
 * started with. A relative path counts from the child's folder.
 *
 * <p>For one thread at a time; each start takes the settings as they are then.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * var output = Command.of("git").args("log", "-1", "--format=%s").output().await();
 * if (output.status().success()) {
 *     System.out.println(output.stdoutText());
 * }
 * }
 *
 * <p>Answers to {@code tokio::process::Command}.
 */
@CanIgnoreReturnValue
public final class Command {
    private static final boolean THREADS =
            "threads".equals(System.getProperty("kyoto.process.pipes"));

    private final List<String> words = new ArrayList<>();

    /** In the order given; a null value removes. */
    private final Map<String, @Nullable String> changes = new LinkedHashMap<>();

    private boolean clearEnv;
    private @Nullable Path folder;
    private @Nullable Stdio stdin;
    private @Nullable Stdio stdout;
    private @Nullable Stdio stderr;
    private boolean killOnClose;
    private boolean threads = THREADS;

    private Command(String program) {
        words.add(checked("program", program));
        if (program.isEmpty()) {
            throw new IllegalArgumentException("the name of the program is empty");
        }
    }

    /**
     * A command to run a program.
     *
     * <p>Answers to {@code Command::new}.
     *
     * @param program its name or path
     * @param args its arguments
     * @return a new command
     */
    @CheckReturnValue
    public static Command of(String program, String... args) {
        return new Command(program).args(args);
    }

    /**
     * Adds an argument, which is not split or expanded.
     *
     * @param arg the argument
     * @return this command
     */
    public Command arg(String arg) {
        words.add(checked("argument", arg));
        return this;
    }

    /**
     * Adds arguments.
     *
     * @param args the arguments
     * @return this command
     */
    public Command args(String... args) {
        return args(List.of(args));
    }

    /**
     * Adds arguments.
     *
     * @param args the arguments
     * @return this command
     */
    public Command args(Iterable<String> args) {
        args.forEach(this::arg);
        return this;
    }

    /**
     * Sets a variable of the child's environment.
     *
     * @param name its name
     * @param value its value
     * @return this command
     */
    public Command env(String name, String value) {
        changes.put(checkedName(name), checked("value of environment variable " + name, value));
        return this;
    }

    /**
     * Sets variables of the child's environment.
     *
     * @param variables names and values
     * @return this command
     */
    public Command envs(Map<String, String> variables) {
        variables.forEach(this::env);
        return this;
    }

    /**
     * Takes a variable out of the child's environment.
     *
     * @param name its name
     * @return this command
     */
    public Command envRemove(String name) {
        changes.put(checkedName(name), null);
        return this;
    }

    /**
     * Has the child inherit no variable of this process; takes back what was set before.
     *
     * @return this command
     */
    public Command envClear() {
        clearEnv = true;
        changes.clear();
        return this;
    }

    /**
     * Sets the folder that the child begins in.
     *
     * @param path the folder
     * @return this command
     */
    public Command currentDir(Path path) {
        folder = Objects.requireNonNull(path, "path");
        return this;
    }

    /**
     * Sets where the child reads from; inherited if not set.
     *
     * @param source where stdin leads
     * @return this command
     * @throws IllegalArgumentException for what can only be written to
     */
    public Command stdin(Stdio source) {
        stdin = source.forStdin();
        return this;
    }

    /**
     * Sets where the child writes to; if not set, it is inherited by {@link #spawn} and {@link
     * #status}, and piped by {@link #output}.
     *
     * @param target where stdout leads
     * @return this command
     * @throws IllegalArgumentException for {@code mergeIntoStdout()}
     */
    public Command stdout(Stdio target) {
        stdout = target.forStdout();
        return this;
    }

    /**
     * Sets where the child writes what went wrong; if not set, as {@link #stdout(Stdio)}.
     *
     * @param target where stderr leads
     * @return this command
     */
    public Command stderr(Stdio target) {
        stderr = Objects.requireNonNull(target, "target");
        return this;
    }

    /**
     * Says whether closing the {@link Child} kills it (SIGKILL); off at first. So does forgetting
     * the handle, and cancelling a start, {@link #status} or {@link #output} that is under way.
     *
     * <p>Answers to {@code Command::kill_on_drop}.
     *
     * @param on whether to kill
     * @return this command
     */
    public Command killOnClose(boolean on) {
        killOnClose = on;
        return this;
    }

    /**
     * Whether closing the child kills it.
     *
     * <p>Answers to {@code Command::get_kill_on_drop}.
     *
     * @return false unless asked for
     */
    @CheckReturnValue
    public boolean killOnClose() {
        return killOnClose;
    }

    /** Gives pipes threads of their own even where a selector could watch them. */
    Command withThreads(boolean on) {
        threads = on;
        return this;
    }

    /**
     * Starts the child, on the blocking pool. What is not set is inherited.
     *
     * <p><b>Cancellation</b> The child may have been started: it is let go and its pipes are closed,
     * or it is killed if {@link #killOnClose(boolean)} is on. Before the first poll nothing happens.
     *
     * <p><b>Errors</b> {@link IoException}: {@code NOT_FOUND} for a program, folder or file to read
     * that does not exist, {@code PERMISSION_DENIED} for one that may not be executed or opened,
     * {@code TOO_MANY_OPEN_FILES}, {@code RUNTIME_SHUTDOWN}, or {@code OTHER}, as if the arguments
     * are too long. Then nothing was started.
     *
     * <p>Answers to {@code Command::spawn}.
     *
     * @return the child
     */
    @CheckReturnValue
    public Future<Child> spawn() {
        return new Spawn(launch(Stdio.inherit()));
    }

    /**
     * Starts the child, waits for its end and tells how it has ended. What is not set is inherited;
     * a stdin that is piped is closed at once.
     *
     * <p><b>Cancellation</b> As {@link #spawn}: the child goes on, or is killed.
     *
     * <p><b>Errors</b> Those of {@link #spawn}. That the program has failed is no error.
     *
     * <p>Answers to {@code Command::status}.
     *
     * @return how it has ended
     */
    @CheckReturnValue
    public Future<ExitStatus> status() {
        return new RunChild<>("status()", spawn(), Child::waitFor);
    }

    /**
     * Starts the child, waits for its end and collects its outputs, which are piped unless they are
     * set. Stdin is inherited unless it is set.
     *
     * <p><b>Cancellation</b> As {@link #spawn}: the child goes on, with its pipes closed, or is
     * killed.
     *
     * <p><b>Errors</b> Those of {@link #spawn} and of {@link Child#waitWithOutput()}. That the
     * program has failed is no error.
     *
     * <p>Answers to {@code Command::output}, which pipes outputs even if they are set.
     *
     * @return how it has ended and what it has written
     */
    @CheckReturnValue
    public Future<Output> output() {
        return output(Integer.MAX_VALUE);
    }

    /**
     * Collects outputs that must not be longer than a limit; see {@link #output()}.
     *
     * <p><b>Errors</b> {@code INVALID_DATA} once more bytes have come from one of them.
     *
     * @param limit the most bytes to accept of each output
     * @return how it has ended and what it has written
     */
    @CheckReturnValue
    public Future<Output> output(int limit) {
        return new RunChild<>(
                "output()", new Spawn(launch(Stdio.piped())), it -> it.waitWithOutput(limit));
    }

    /**
     * The same settings for the JDK. A stream that is piped has the JDK's blocking pipe there.
     *
     * <p>Answers to {@code Command::as_std} and {@code into_std}.
     *
     * @return a new builder
     */
    @CheckReturnValue
    public ProcessBuilder toProcessBuilder() {
        return builder(Stdio.inherit());
    }

    private Launch launch(Stdio unset) {
        var error = Objects.requireNonNullElse(stderr, unset);
        return new Launch(
                builder(unset),
                stdin != null && stdin.isPiped(),
                Objects.requireNonNullElse(stdout, unset).isPiped(),
                error.isPiped(),
                killOnClose,
                threads);
    }

    private ProcessBuilder builder(Stdio unset) {
        var error = Objects.requireNonNullElse(stderr, unset);
        var builder =
                new ProcessBuilder(new ArrayList<>(words))
                        .redirectInput(Objects.requireNonNullElse(stdin, Stdio.inherit()).input())
                        .redirectOutput(Objects.requireNonNullElse(stdout, unset).output())
                        .redirectErrorStream(error.isMerge());
        if (!error.isMerge()) {
            builder.redirectError(error.output());
        }
        if (folder != null) {
            builder.directory(folder.toFile());
        }
        if (clearEnv) {
            builder.environment().clear();
        }
        changes.forEach(
                (name, value) -> {
                    if (value == null) {
                        builder.environment().remove(name);
                    } else {
                        builder.environment().put(name, value);
                    }
                });
        return builder;
    }

    private static String checkedName(String name) {
        if (name.isEmpty() || name.indexOf('=') >= 0) {
            throw new IllegalArgumentException(
                    "'"
                            + name
                            + "' is no name of an environment variable: it is empty or has a '='");
        }
        return checked("name of an environment variable", name);
    }

    private static String checked(String what, String text) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw new IllegalArgumentException(
                    "the %s has a NUL character at index %d, which the system would take for its end"
                            .formatted(what, nul));
        }
        return text;
    }

    /**
     * The program and its arguments.
     *
     * @return as "Command[git, log, -1]"
     */
    @Override
    public String toString() {
        return "Command" + words;
    }
}
