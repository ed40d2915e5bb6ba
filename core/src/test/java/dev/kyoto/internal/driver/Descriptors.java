package dev.kyoto.internal.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Counts the sockets that this process holds; 0 where the system does not tell. */
public final class Descriptors {
    private static final Path TABLE = Path.of("/proc/self/fd");

    private Descriptors() {}

    /** Sockets alone, as other threads of the test JVM open and close files at any time. */
    public static long open() {
        if (!Files.isDirectory(TABLE)) {
            return 0;
        }
        try (var entries = Files.list(TABLE)) {
            return entries.filter(Descriptors::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // closed meanwhile
        }
    }
}
