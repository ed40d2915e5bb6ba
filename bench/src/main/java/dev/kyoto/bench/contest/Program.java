package dev.kyoto.bench.contest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A program of the contest, as a row of bench/programs.tsv has it.
 *
 * @param name what it is called on every command line
 * @param unit what its figures count, as ns/task
 * @param runtime what it runs on: "multi N", "current" or "none"
 * @param operations how many operations one run of it has
 */
record Program(String name, String unit, String runtime, int operations) {

    static List<Program> list(Path table) throws IOException {
        try (var lines = Files.lines(table)) {
            return lines.skip(1)
                    .map(line -> line.split("\t", -1))
                    .map(
                            cells ->
                                    new Program(
                                            cells[0],
                                            cells[1],
                                            cells[2],
                                            Integer.parseInt(cells[3])))
                    .toList();
        }
    }
}
