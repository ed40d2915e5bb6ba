package dev.kyoto.bench.contest;

import dev.kyoto.bench.contest.io.JdkServer;
import java.util.HashMap;

/**
 * Runs a program on the JDK's virtual threads and {@code java.util.concurrent}: {@code PROGRAM
 * WARM_MS MEASURE_MS}, or a server: {@code serve PROGRAM [UPSTREAM_PORT]}. There is no select, broadcast, watch or notify to compare.
 */
public final class JdkContestant {

    private JdkContestant() {}

    /**
     * Prints what was measured.
     *
     * @param args the program, and how long to run it
     * @throws Exception if the program fails
     */
    public static void main(String[] args) throws Exception {
        var makers = new HashMap<String, Contestant.Maker>();
        makers.putAll(JdkSpawnPrograms.MAKERS);
        makers.putAll(JdkQueuePrograms.MAKERS);
        makers.putAll(JdkLockPrograms.MAKERS);
        Contestant.run(makers, JdkServer::start, args, 0);
    }
}
