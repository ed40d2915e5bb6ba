package dev.kyoto.fs;

import dev.kyoto.future.IoException;
import dev.kyoto.net.TestRuntime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;

/** Run by a test in a process of its own, whose descriptors are few. */
final class FileDescriptorShortage {

    private FileDescriptorShortage() {}

    public static void main(String[] args) throws Exception {
        var path = Files.createTempFile("kyoto-", null);
        rehearse(path);
        try (var _ = new TestRuntime()) {
            var open = new ArrayDeque<AsyncFile>();
            try {
                while (true) {
                    open.add(AsyncFile.open(path).await());
                }
            } catch (IoException e) {
                System.out.println("short: " + e.kind());
            }
            tryAll(path);
            open.remove().close();
            open.add(AsyncFile.open(path).await());
            System.out.println("opened again");
            open.forEach(AsyncFile::close);
        } finally {
            Files.delete(path);
            Files.delete(path.resolveSibling(path + "-copy"));
        }
        System.exit(0);
    }

    /** Loading a class may open a file, which will not work later. */
    private static void rehearse(Path path) {
        try (var _ = new TestRuntime()) {
            attempt("rehearsal", () -> AsyncFile.open(path.resolve("below")).await().close());
            tryAll(path);
        }
    }

    private static void tryAll(Path path) {
        attempt("list", () -> Fs.readDir(path.getParent()).await().close());
        attempt("watch", () -> FolderWatch.open(path.getParent()).await().close());
        attempt("create", () -> TempFile.create().await().close());
        attempt("copy", () -> Fs.copy(path, path.resolveSibling(path + "-copy")).await());
    }

    private static void attempt(String what, Runnable call) {
        try {
            call.run();
            System.out.println(what + ": done");
        } catch (IoException e) {
            System.out.println(what + ": " + e.kind());
        }
    }
}
