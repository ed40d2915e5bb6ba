package dev.kyoto.bench.contest;

import dev.kyoto.bench.contest.io.Figure;
import dev.kyoto.bench.contest.io.ServedProgram;
import dev.kyoto.bench.contest.io.Server;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of the table about a server.
 *
 * @param row its name and unit, as "ping_50_cpu" and "ns/request"
 * @param program which server and load
 * @param connections how many connections there are
 * @param figure what is measured of it
 */
record ServedRow(Program row, ServedProgram program, int connections, Figure figure) {

    /** All rows of the programs. */
    static List<ServedRow> of(List<ServedProgram> programs) {
        var rows = new ArrayList<ServedRow>();
        for (var program : programs) {
            for (int connections : ServedProgram.CONNECTIONS) {
                for (var figure : Figure.values()) {
                    var name = program.name() + "_" + connections + "_" + figure.suffix();
                    var row = new Program(name, figure.unit(), "multi " + Server.WORKERS, 1);
                    rows.add(new ServedRow(row, program, connections, figure));
                }
            }
        }
        return rows;
    }
}
