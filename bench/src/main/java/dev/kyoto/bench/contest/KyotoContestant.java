package dev.kyoto.bench.contest;

import dev.kyoto.bench.contest.io.KyotoServer;
import dev.kyoto.bench.contest.io.Server;
import dev.kyoto.future.BlockMode;
import dev.kyoto.runtime.AsyncRuntime;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs a program on Kyoto: {@code woven|hand PROGRAM WARM_MS MEASURE_MS}, or a server: {@code woven
 * serve PROGRAM [UPSTREAM_PORT]}.
 */
public final class KyotoContestant {

    private KyotoContestant() {}

    /**
     * Prints what was measured.
     *
     * @param args how the program is written, which one it is, and how long to run it
     * @throws Exception if the program fails
     */
    public static void main(String[] args) throws Exception {
        var makers = new HashMap<String, Contestant.Maker>();
        Server.Starter servers = KyotoServer::start;
        if (args.length > 0 && args[0].equals("hand")) {
            makers.putAll(HandPrograms.MAKERS);
            servers = (_, _) -> null;
        } else {
            for (var family :
                    new Map<?, ?>[] {
                        SpawnPrograms.MAKERS,
                        ChannelPrograms.MAKERS,
                        SharedPrograms.MAKERS,
                        LockPrograms.MAKERS,
                        TimePrograms.MAKERS,
                        WholePrograms.MAKERS
                    }) {
                family.forEach(
                        (name, maker) -> makers.put((String) name, (Contestant.Maker) maker));
            }
        }
        Contestant.run(makers, servers, args, 1);
    }

    /** The runtime that a program asks for. Blocks that cannot be woven are errors. */
    static AsyncRuntime runtime(Program program) {
        var builder =
                program.runtime().startsWith("multi ")
                        ? AsyncRuntime.builder()
                                .workerThreads(Integer.parseInt(program.runtime().substring(6)))
                        : AsyncRuntime.currentThreadBuilder();
        return builder.blocks(BlockMode.WOVEN).build();
    }
}
