package dev.kyoto.runtime;

import dev.kyoto.internal.scheduler.HiddenFrames;
import dev.kyoto.internal.scheduler.TaskMeta;
import org.jspecify.annotations.Nullable;

/** What is noted of a task where it is spawned. */
final class SpawnMeta {

    private SpawnMeta() {}

    static TaskMeta of(@Nullable String name, boolean trackSites) {
        if (!trackSites) {
            return name == null ? TaskMeta.NONE : new TaskMeta(name, null);
        }
        return new TaskMeta(name, HiddenFrames.caller(SpawnMeta::isOurs));
    }

    private static boolean isOurs(String className) {
        return className.startsWith("dev.kyoto.runtime.")
                || className.startsWith("dev.kyoto.task.")
                || className.startsWith("dev.kyoto.internal.")
                || className.equals("dev.kyoto.Kyoto");
    }
}
