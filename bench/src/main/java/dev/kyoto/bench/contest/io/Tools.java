package dev.kyoto.bench.contest.io;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Programs of the system. One that is missing is installed, where the system lets us. */
final class Tools {
    private final Map<String, Boolean> known = new HashMap<>();

    /** Whether a program is there, which comes with a package of Debian's. */
    boolean has(String program, String debianPackage) {
        return known.computeIfAbsent(
                program, _ -> isOnPath(program) || (install(debianPackage) && isOnPath(program)));
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":", -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static boolean install(String debianPackage) {
        if (!isOnPath("apt-get") || !System.getProperty("user.name").equals("root")) {
            return false;
        }
        System.err.println("installing " + debianPackage);
        try {
            ToolProcess.run(
                    List.of(
                            "apt-get",
                            "install",
                            "-y",
                            "-qq",
                            "--no-install-recommends",
                            debianPackage));
            return true;
        } catch (IOException e) {
            System.err.println(debianPackage + " cannot be installed: " + e.getMessage());
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(
                    "interrupted while " + debianPackage + " is installed", e);
        }
    }
}
