package dev.kyoto.internal.scheduler;

import org.jspecify.annotations.Nullable;

/** A task's future that runs user code on a thread of its own while it is polled. */
public interface OnOwnThread {

    /**
     * The thread that runs the user code right now, for stack dumps.
     *
     * @return the thread, or null while the future is suspended
     */
    @Nullable Thread runningThread();
}
