package dev.kyoto.process;

import dev.kyoto.future.IoException;
import dev.kyoto.internal.driver.IoDriver;
import dev.kyoto.internal.driver.Registration;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The start of one child, on a thread that may block.
 *
 * <p>Its pipes are made and registered before the child is, so that a child that runs has all it was
 * to have.
 *
 * @param builder program, arguments, environment, folder, and the streams that are not piped
 * @param stdin whether it is piped
 * @param stdout whether it is piped
 * @param stderr whether it is piped, and not merged
 * @param killOnClose whether a closed child is killed
 * @param threads whether pipes have threads of their own even where a selector could watch them
 */
record Launch(
        ProcessBuilder builder,
        boolean stdin,
        boolean stdout,
        boolean stderr,
        boolean killOnClose,
        boolean threads) {

    /** What the JDK says for ENOENT, in its two ways of starting a child. */
    private static final Pattern NO_SUCH_FILE = Pattern.compile("error(=|: )2\\b");

    /** Starts the child; the driver is that of the runtime which is to watch its pipes. */
    Child start(IoDriver io) {
        int count = (stdin ? 1 : 0) + (stdout ? 1 : 0) + (stderr ? 1 : 0);
        var pipes = count == 0 || threads ? null : PipeFinder.open(io.sockets(), count);
        return pipes == null ? startWithThreads() : startWatched(io, pipes);
    }

    private String program() {
        return builder.command().getFirst();
    }

    private Child startWithThreads() {
        var process = startProcess();
        var child = childName(process);
        return new Child(
                process,
                child,
                killOnClose,
                stdin ? new ThreadWritePipe("stdin of " + child, process.getOutputStream()) : null,
                stdout ? new ThreadReadPipe("stdout of " + child, process.getInputStream()) : null,
                stderr ? new ThreadReadPipe("stderr of " + child, process.getErrorStream()) : null);
    }

    private Child startWatched(IoDriver io, List<InheritablePipe> pipes) {
        var ours = new ArrayList<Registration>();
        var theirs = new ArrayList<SelectableChannel>();
        boolean done = false;
        try {
            var left = new ArrayList<>(pipes);
            var in = stdin ? left.removeFirst() : null;
            var out = stdout ? left.removeFirst() : null;
            var err = stderr ? left.removeFirst() : null;
            if (in != null) {
                builder.redirectInput(in.readEnd());
                theirs.add(in.pipe().source());
                ours.add(io.register(in.pipe().sink()));
            }
            if (out != null) {
                builder.redirectOutput(out.writeEnd());
                theirs.add(out.pipe().sink());
                ours.add(io.register(out.pipe().source()));
            }
            if (err != null) {
                builder.redirectError(err.writeEnd());
                theirs.add(err.pipe().sink());
                ours.add(io.register(err.pipe().source()));
            }
            var process = startProcess();
            var name = childName(process);
            var registered = new ArrayList<>(ours);
            var child =
                    new Child(
                            process,
                            name,
                            killOnClose,
                            in == null
                                    ? null
                                    : new ChannelWritePipe(
                                            "stdin of " + name,
                                            in.pipe().sink(),
                                            registered.removeFirst()),
                            readPipe("stdout of " + name, out, registered),
                            readPipe("stderr of " + name, err, registered));
            done = true;
            return child;
        } finally {
            // The child has its own; while we had one too, nobody would see the end of the other.
            theirs.forEach(Launch::closeQuietly);
            if (!done) {
                ours.forEach(registration -> closeQuietly(registration::close));
                pipes.forEach(InheritablePipe::close);
            }
        }
    }

    private static @Nullable ReadPipe readPipe(
            String name, @Nullable InheritablePipe pipe, List<Registration> registered) {
        return pipe == null
                ? null
                : new ChannelReadPipe(name, pipe.pipe().source(), registered.removeFirst());
    }

    private String childName(Process process) {
        return "child " + process.pid() + " (" + program() + ")";
    }

    private Process startProcess() {
        Headroom.check("cannot run '" + program() + "'");
        try {
            return builder.start();
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** The JDK names neither the folder that is missing nor the kind of failure. */
    private IoException failure(IOException e) {
        var folder = builder.directory();
        var cause = e.getCause() instanceof IOException inner ? inner : e;
        var told = IoException.of(cause);
        var message = "cannot run '" + program() + "': ";
        if (folder != null && !Files.isDirectory(folder.toPath())) {
            boolean exists = Files.exists(folder.toPath());
            return new IoException(
                    exists ? told.kind() : IoException.Kind.NOT_FOUND,
                    message + "its folder '" + folder + (exists ? "' is none" : "' does not exist"),
                    e);
        }
        if (NO_SUCH_FILE.matcher(String.valueOf(cause.getMessage())).find()) {
            return new IoException(
                    IoException.Kind.NOT_FOUND,
                    message
                            + "there is no such program, or no such interpreter as its first line"
                            + " names; a name without '/' is looked up in the PATH of this process",
                    e);
        }
        return new IoException(
                told.kind(), message + String.valueOf(cause.getMessage()).strip(), e);
    }

    /** For what is given up: there is nobody left to tell. */
    static void closeQuietly(AutoCloseable closing) {
        try {
            closing.close();
        } catch (Exception e) {
            // Whatever it held is given back all the same.
        }
    }
}
