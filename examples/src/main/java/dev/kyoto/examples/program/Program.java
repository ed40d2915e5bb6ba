package dev.kyoto.examples.program;

import dev.kyoto.future.IoException;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.task.CancellationToken;
import java.time.Duration;
import java.util.List;

/**
 * The frame of a program: help, usage errors, signals, a runtime, and the exit status.
 *
 * <p>The process ends with 0 if all went well, with 1 if something failed or had to be cut off, and
 * with 2, after a word on the mistake, if the arguments make no sense. SIGTERM and SIGINT cancel a
 * token; the program ends what it does, and its tasks have a few seconds to do the same.
 *
 * @param name how the program is called
 * @param usage what {@code --help} shows
 */
public record Program(String name, String usage) {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final int SUCCESS = 0;
    private static final int FAILURE = 1;
    private static final int USAGE_ERROR = 2;

    /** What a program does with its arguments. */
    @FunctionalInterface
    public interface Preparation {
        /**
         * Reads the arguments.
         *
         * @param arguments what the program was called with
         * @return what is to be run
         * @throws UsageException if they make no sense
         */
        Work prepare(String... arguments);
    }

    /** What a program does on its runtime. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does the work, on the thread that has made the runtime; it calls {@code blockOn}.
         *
         * @param runtime where it is done
         * @param stop cancelled once the process is told to end
         * @return false if something failed and was reported
         */
        boolean run(AsyncRuntime runtime, CancellationToken stop);
    }

    /**
     * Runs the program and ends the process.
     *
     * @param arguments what it was called with
     * @param preparation reads them
     */
    public void main(String[] arguments, Preparation preparation) {
        if (List.of(arguments).contains("--help")) {
            System.out.print(usage);
            return;
        }
        Work work;
        try {
            work = preparation.prepare(arguments);
        } catch (UsageException e) {
            System.err.print(name + ": " + e.getMessage() + "\n\n" + usage);
            System.exit(USAGE_ERROR);
            return;
        }
        var stop = new CancellationToken();
        var exit = ExitHook.install(stop::cancel);
        exit.finish(run(work, stop));
    }

    private int run(Work work, CancellationToken stop) {
        try (var runtime = AsyncRuntime.create()) {
            boolean good = work.run(runtime, stop);
            return runtime.drain(GRACE) && good ? SUCCESS : FAILURE;
        } catch (IoException e) {
            System.err.println(name + ": " + e.getMessage());
            return FAILURE;
        } catch (RuntimeException | Error e) {
            // A fault of the program itself. The process must end all the same, and say why.
            e.printStackTrace();
            return FAILURE;
        }
    }

    /**
     * Says something, with the program's name before it.
     *
     * @param text what
     */
    public void say(String text) {
        System.out.println(name + ": " + text);
    }
}
