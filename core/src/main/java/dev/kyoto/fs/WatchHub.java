package dev.kyoto.fs;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystem;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The one watch service of a file system, and the one thread that takes from it, for the watches of
 * all runtimes. Both come with the first watch and go with the last one.
 *
 * <p>A folder that is watched twice has one key, whose events go to both. One lock guards all hubs:
 * an event that is taken waits until whoever registers has noted down whose it is. Registering and
 * leaving wait for a thread of the JDK's, so they belong on the blocking pool.
 */
final class WatchHub {
    @GuardedBy("HUBS")
    private static final Map<FileSystem, WatchHub> HUBS = new HashMap<>();

    private final WatchService service;

    @GuardedBy("HUBS")
    private final Map<WatchKey, List<WatchQueue>> queues = new HashMap<>();

    private final Thread thread;

    private WatchHub(WatchService service) {
        this.service = service;
        this.thread =
                Thread.ofPlatform().daemon().name("kyoto-folder-watch").unstarted(this::forward);
    }

    /** The threads of all hubs, for tests. */
    static List<Thread> threads() {
        synchronized (HUBS) {
            return HUBS.values().stream().map(hub -> hub.thread).toList();
        }
    }

    /** Begins to forward what happens in the queue's folder. */
    static void join(WatchQueue queue) throws IOException {
        var files = queue.folder().getFileSystem();
        synchronized (HUBS) {
            var hub = HUBS.get(files);
            if (hub == null) {
                hub = new WatchHub(files.newWatchService());
                HUBS.put(files, hub);
                hub.thread.start();
            }
            try {
                var key =
                        queue.folder()
                                .register(
                                        hub.service,
                                        StandardWatchEventKinds.ENTRY_CREATE,
                                        StandardWatchEventKinds.ENTRY_MODIFY,
                                        StandardWatchEventKinds.ENTRY_DELETE);
                hub.queues.computeIfAbsent(key, it -> new ArrayList<>()).add(queue);
            } finally {
                hub.endIfUnused(files);
            }
        }
    }

    /** Stops that. Does nothing for a queue that is not there any more. */
    static void leave(WatchQueue queue) throws IOException {
        var files = queue.folder().getFileSystem();
        synchronized (HUBS) {
            var hub = HUBS.get(files);
            if (hub == null) {
                return;
            }
            var keys = hub.queues.entrySet().iterator();
            while (keys.hasNext()) {
                var entry = keys.next();
                if (entry.getValue().remove(queue) && entry.getValue().isEmpty()) {
                    entry.getKey().cancel();
                    keys.remove();
                }
            }
            hub.endIfUnused(files);
        }
    }

    @GuardedBy("HUBS")
    private void endIfUnused(FileSystem files) throws IOException {
        if (queues.isEmpty()) {
            HUBS.remove(files);
            service.close();
        }
    }

    private void forward() {
        while (true) {
            try {
                forwardFrom(service.take());
            } catch (ClosedWatchServiceException e) {
                return;
            } catch (InterruptedException e) {
                // Nobody may interrupt this thread; it goes on.
            }
        }
    }

    private void forwardFrom(WatchKey key) {
        List<WatchQueue> targets;
        synchronized (HUBS) {
            targets = List.copyOf(queues.getOrDefault(key, List.of()));
        }
        for (var event : key.pollEvents()) {
            for (var target : targets) {
                target.offer(eventIn(target.folder(), event));
            }
        }
        if (!key.reset()) {
            targets.forEach(WatchQueue::end); // the folder is gone, or nobody watches it any more
        }
    }

    private static FolderEvent eventIn(Path folder, WatchEvent<?> event) {
        if (!(event.context() instanceof Path name)) {
            return new FolderEvent.Overflow();
        }
        var path = folder.resolve(name);
        if (event.kind() == StandardWatchEventKinds.ENTRY_CREATE) {
            return new FolderEvent.Created(path);
        }
        return event.kind() == StandardWatchEventKinds.ENTRY_DELETE
                ? new FolderEvent.Removed(path)
                : new FolderEvent.Modified(path);
    }
}
