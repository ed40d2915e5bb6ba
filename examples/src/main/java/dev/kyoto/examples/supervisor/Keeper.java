package dev.kyoto.examples.supervisor;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.sleep;

import dev.kyoto.future.IoException;
import dev.kyoto.future.OneOf2;
import dev.kyoto.process.Child;
import dev.kyoto.process.Command;
import dev.kyoto.process.Stdio;
import dev.kyoto.task.CancellationToken;
import dev.kyoto.time.AsyncInstant;
import java.util.function.Consumer;

/** Keeps one program running, in one task. */
final class Keeper {
    private final String line;
    private final Policy policy;
    private final Consumer<String> log;

    /**
     * A keeper that has not begun.
     *
     * @param line a command line for the shell, which becomes that program
     * @param policy how patient to be
     * @param log told what happens
     */
    Keeper(String line, Policy policy, Consumer<String> log) {
        this.line = line;
        this.policy = policy;
        this.log = log;
    }

    /** Keeps the program running until the token is cancelled; then ends it, and returns. */
    void run(CancellationToken stop) {
        var backoff = new Backoff(policy);
        while (!stop.isCancelled()) {
            var begin = AsyncInstant.now();
            if (!runOnce(stop)) {
                return;
            }
            var wait = backoff.after(begin.elapsed());
            log.accept("'%s' is started again in %d ms".formatted(line, wait.toMillis()));
            stop.runUntilCancelled(sleep(wait)).await();
        }
    }

    /** Runs the program to its end; false if that was brought about. */
    private boolean runOnce(CancellationToken stop) {
        // Should this task be cancelled, or this process fail, the program does not outlive it.
        var command =
                Command.of("sh", "-c", "exec " + line).stdin(Stdio.discard()).killOnClose(true);
        try (var child = command.spawn().await()) {
            log.accept("'%s' runs as %d".formatted(line, child.id()));
            return switch (select(child.waitFor(), stop.cancelled()).await()) {
                case OneOf2.First(var status) -> {
                    log.accept("'%s' has ended: %s".formatted(line, status));
                    yield true;
                }
                case OneOf2.Second(var none) -> {
                    end(child);
                    yield false;
                }
            };
        } catch (IoException e) {
            log.accept("'%s' cannot be started: %s".formatted(line, e.getMessage()));
            return true;
        }
    }

    private void end(Child child) {
        child.terminate();
        switch (select(child.waitFor(), sleep(policy.grace())).await()) {
            case OneOf2.First(var status) ->
                    log.accept("'%s' was ended: %s".formatted(line, status));
            case OneOf2.Second(var none) ->
                    log.accept("'%s' had to be killed: %s".formatted(line, child.kill().await()));
        }
    }
}
