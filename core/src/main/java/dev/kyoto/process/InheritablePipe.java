package dev.kyoto.process;

import java.io.File;
import java.nio.channels.Pipe;
import java.util.List;

/**
 * A pipe whose one end a selector can watch, and whose other end a child can be given by name.
 *
 * @param pipe both ends, not blocking
 * @param readEnd opens the reading end anew, blocking; valid as long as {@code pipe} is open
 * @param writeEnd opens the writing end anew, blocking
 */
record InheritablePipe(Pipe pipe, File readEnd, File writeEnd) {

    void close() {
        close(List.of(pipe));
    }

    static void close(List<Pipe> pipes) {
        for (var pipe : pipes) {
            Launch.closeQuietly(pipe.source());
            Launch.closeQuietly(pipe.sink());
        }
    }
}
