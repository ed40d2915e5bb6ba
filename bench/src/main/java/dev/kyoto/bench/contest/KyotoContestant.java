package dev.kyoto.bench.contest;

import dev.kyoto.future.BlockMode;
import dev.kyoto.runtime.AsyncRuntime;
import java.util.HashMap;
import java.util.Map;

/** Runs a program on Kyoto: {@code woven|hand PROGRAM WARM_MS MEASURE_MS}. */
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
        if (args.length > 0 && args[0].equals("hand")) {
            makers.putAll(HandPrograms.MAKERS);
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
        Contestant.run(makers, args, 1);
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
