package dev.kyoto.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Opens pipes, and finds out under which names of {@code /proc/self/fd} their ends stand.
 *
 * <p>No public API tells the number of a channel's descriptor. So the folder is listed before and
 * after the pipes are opened; what is new and is a pipe with just two ends is a candidate. Other
 * threads may open pipes in between, and a number may be used again, so a candidate proves nothing
 * yet: random numbers of bytes are written into each of our pipes, and only the candidate that
 * shows just these numbers, again and again, is taken. Nothing is ever read from a candidate, and
 * nothing written to it. Where the proof fails, for whatever reason, the answer is "not found".
 *
 * <p>A proved name stays valid while our channels are open, as nobody else closes descriptors of
 * them.
 */
final class PipeFinder {
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
    private static final Path DETAILS = Path.of("/proc/self/fdinfo");
    private static final boolean AVAILABLE = Files.isReadable(DESCRIPTORS);

    /** A pipe may be as small as a page; more than that could not be told from a full one. */
    private static final int MOST_BYTES = 4000;

    /** Each round leaves a stranger a chance of one in 4,000, if it changes at that moment at all. */
    private static final int ROUNDS = 4;

    /** How often all is done anew, as after a number was used again by another thread. */
    private static final int ATTEMPTS = 10;

    /** One search at a time: two would be candidates to each other. */
    private static final ReentrantLock SEARCH = new ReentrantLock();

    private PipeFinder() {}

    /** A pipe that is new; its ends are null until found. */
    private static final class Candidate {
        private @Nullable File readEnd;
        private @Nullable File writeEnd;
        private int ends;

        void add(Path name, boolean writes) {
            ends++;
            if (writes) {
                writeEnd = name.toFile();
            } else {
                readEnd = name.toFile();
            }
        }

        @Nullable InheritablePipe with(Pipe pipe) {
            return readEnd != null && writeEnd != null && ends == 2
                    ? new InheritablePipe(pipe, readEnd, writeEnd)
                    : null;
        }
    }

    /**
     * Opens pipes and finds their names.
     *
     * @return as many as asked for; null if they cannot be made or found, and then none is left open
     */
    static @Nullable List<InheritablePipe> open(SelectorProvider provider, int count) {
        if (!AVAILABLE) {
            return null;
        }
        SEARCH.lock();
        try {
            for (int i = 0; i < ATTEMPTS; i++) {
                var found = attempt(provider, count);
                if (found != null) {
                    return found;
                }
            }
            return null;
        } catch (IOException | UnsupportedOperationException e) {
            return null; // no descriptor left, /proc closed to us, or a simulated world
        } finally {
            SEARCH.unlock();
        }
    }

    private static @Nullable List<InheritablePipe> attempt(SelectorProvider provider, int count)
            throws IOException {
        var pipes = new ArrayList<Pipe>();
        List<InheritablePipe> found = null;
        // The first listing stays open meanwhile, or the pipes would take the number of its own
        // descriptor, which it has just listed.
        try (var listing = Files.newDirectoryStream(DESCRIPTORS)) {
            var before = names(listing);
            for (int i = 0; i < count; i++) {
                pipes.add(openPipe(provider));
            }
            found = prove(pipes, candidates(before));
            return found;
        } finally {
            if (found == null) {
                InheritablePipe.close(pipes);
            }
        }
    }

    private static Pipe openPipe(SelectorProvider provider) throws IOException {
        var pipe = provider.openPipe();
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        return pipe;
    }

    private static Set<Path> names(DirectoryStream<Path> listing) throws IOException {
        try {
            var names = new HashSet<Path>();
            listing.forEach(names::add);
            return names;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static Map<String, Candidate> candidates(Set<Path> before) throws IOException {
        var byPipe = new HashMap<String, Candidate>();
        try (var listing = Files.newDirectoryStream(DESCRIPTORS)) {
            for (var name : names(listing)) {
                if (!before.contains(name)) {
                    consider(name, byPipe);
                }
            }
        }
        return byPipe;
    }

    private static void consider(Path name, Map<String, Candidate> byPipe) {
        try {
            var target = Files.readSymbolicLink(name).toString();
            if (target.startsWith("pipe:")) {
                byPipe.computeIfAbsent(target, it -> new Candidate()).add(name, writes(name));
            }
        } catch (IOException | IndexOutOfBoundsException e) {
            // It is closed by now: not ours.
        }
    }

    /** From a line as "flags: 0100001", in octal digits: the last two bits say 0 read, 1 write. */
    private static boolean writes(Path name) throws IOException {
        var details = Files.readString(DETAILS.resolve(name.getFileName()));
        var flags = details.substring(details.indexOf("flags:") + 6).strip().split("\\s", 2)[0];
        return (flags.charAt(flags.length() - 1) & 3) != 0;
    }

    private static @Nullable List<InheritablePipe> prove(
            List<Pipe> pipes, Map<String, Candidate> candidates) throws IOException {
        var proved = new ArrayList<InheritablePipe>();
        for (var pipe : pipes) {
            InheritablePipe match = null;
            for (var candidate : candidates.values()) {
                var named = candidate.with(pipe);
                if (named != null && isProved(named)) {
                    match = named;
                    break;
                }
            }
            if (match == null) {
                return null;
            }
            proved.add(match);
        }
        return proved;
    }

    private static boolean isProved(InheritablePipe named) throws IOException {
        var scratch = ByteBuffer.allocate(MOST_BYTES);
        // For reading and writing, though nothing is written: a pipe that is opened only for
        // reading,
        // and whose writer has just gone, would keep this thread for ever.
        try (var end = new RandomAccessFile(named.readEnd(), "rw");
                var seen = new FileInputStream(end.getFD())) {
            for (int i = 0; i < ROUNDS; i++) {
                int bytes = ThreadLocalRandom.current().nextInt(1, MOST_BYTES + 1);
                boolean shown =
                        seen.available() == 0
                                && named.pipe().sink().write(scratch.clear().limit(bytes)) == bytes
                                && seen.available() == bytes;
                // Emptied in any case, before it is compared with the next.
                int emptied = named.pipe().source().read(scratch.clear());
                if (!shown || emptied != bytes) {
                    return false;
                }
            }
            return seen.available() == 0;
        } catch (FileNotFoundException e) {
            return false; // closed by now: not ours
        }
    }
}
