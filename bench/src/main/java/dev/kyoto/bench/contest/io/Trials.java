package dev.kyoto.bench.contest.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the I/O programs need besides the contenders: the tools, and the server behind proxies. */
public final class Trials implements AutoCloseable {
    private static final Pattern DESCRIPTORS = Pattern.compile("Max open files +(\\d+) .*");

    /** Descriptors that a process has besides those of its connections. */
    private static final int OTHER_DESCRIPTORS = 200;

    private final Tools tools = new Tools();
    private final Path wrkScript;
    private @Nullable Upstream upstream;

    /**
     * Starts nothing yet.
     *
     * @param wrkScript bench/wrk.lua
     */
    public Trials(Path wrkScript) {
        this.wrkScript = wrkScript;
    }

    /**
     * Whether this machine can run a program.
     *
     * @param program the program
     * @param connections how many connections there would be
     * @return why not, if it cannot
     * @throws IOException if the limits of this process cannot be read
     */
    public Optional<String> obstacle(ServedProgram program, int connections) throws IOException {
        boolean there =
                switch (program.tool()) {
                    case REDIS_BENCHMARK -> tools.has("redis-benchmark", "redis-tools");
                    case WRK -> tools.has("wrk", "wrk");
                };
        if (!there) {
            return Optional.of("the tool that makes its load is not there");
        }
        if (program.isProxy() && !tools.has("redis-server", "redis-server")) {
            return Optional.of("there is no redis-server");
        }
        int needed = connections * (program.isProxy() ? 2 : 1) + OTHER_DESCRIPTORS;
        int limit = descriptors();
        return needed > limit
                ? Optional.of("it needs %d descriptors, and has %d".formatted(needed, limit))
                : Optional.empty();
    }

    /** How many descriptors the processes may have that this one starts. */
    private static int descriptors() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/self/limits"))) {
            return lines.map(DESCRIPTORS::matcher)
                    .filter(it -> it.matches())
                    .mapToInt(it -> Integer.parseInt(it.group(1)))
                    .findFirst()
                    .orElse(Integer.MAX_VALUE);
        }
    }

    /**
     * Starts a contender's server, and warms it.
     *
     * @param program the program, which meets no obstacle
     * @param command the command that serves it
     * @param warmSeconds how long to warm it
     * @return what measures it
     * @throws ServerEnded if the contender does not serve
     * @throws IOException if the server did not answer as it should
     * @throws InterruptedException if this thread is interrupted
     */
    public Trial start(ServedProgram program, List<String> command, double warmSeconds)
            throws ServerEnded, IOException, InterruptedException {
        var words = new ArrayList<>(command);
        if (program.isProxy()) {
            words.add(Integer.toString(upstreamPort()));
        }
        var load =
                switch (program.tool()) {
                    case REDIS_BENCHMARK -> new RedisLoad(program.options());
                    case WRK -> new WrkLoad(program.options(), wrkScript);
                };
        var trial = new Trial(ServerProcess.start(words), load);
        boolean warm = false;
        try {
            trial.warm(warmSeconds);
            warm = true;
            return trial;
        } finally {
            if (!warm) {
                trial.close();
            }
        }
    }

    private int upstreamPort() throws IOException {
        if (upstream == null) {
            upstream = Upstream.start();
        }
        return upstream.port();
    }

    /** Ends the server behind the proxies. */
    @Override
    public void close() {
        if (upstream != null) {
            upstream.close();
        }
    }
}
