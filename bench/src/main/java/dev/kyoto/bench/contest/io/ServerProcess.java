package dev.kyoto.bench.contest.io;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A contender's server in a process of its own, which lives as long as its standard input. */
final class ServerProcess implements AutoCloseable {
    private static final String LISTENING = "listening ";
    private static final int END_SECONDS = 10;

    private final Process process;
    private final int port;

    private ServerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts a server, and waits until it listens. */
    static ServerProcess start(List<String> command)
            throws IOException, InterruptedException, ServerEnded {
        var process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
        var line = process.inputReader().readLine();
        if (line == null) {
            throw new ServerEnded(process.waitFor());
        }
        if (!line.startsWith(LISTENING)) {
            process.destroyForcibly();
            throw new IOException("a server printed \"" + line + "\", not listening PORT");
        }
        return new ServerProcess(process, Integer.parseInt(line.substring(LISTENING.length())));
    }

    int port() {
        return port;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Of it and of the processes that it has started, as a script does. */
    long processorNanos() throws IOException {
        long sum = 0;
        var all = Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        for (var one : all) {
            sum += ProcessorTime.nanos(one.pid());
        }
        return sum;
    }

    @Override
    public void close() {
        var all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        try {
            process.getOutputStream().close();
            if (process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (IOException e) {
            // It has ended by itself.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }
}
