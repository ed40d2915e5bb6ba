package dev.kyoto.internal.scheduler;

import dev.kyoto.future.BlockMode;
import dev.kyoto.internal.driver.Provider;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * All that a scheduler is built from; the public builder has checked the values.
 *
 * @param name the runtime's name, for threads and messages
 * @param workers number of workers; not used by the current-thread scheduler
 * @param maxBlockingThreads bound of the blocking pool
 * @param blockingKeepAlive how long an idle blocking thread lives
 * @param threadName makes the name of each new thread
 * @param threadStackSize bytes of stack per thread, 0 for the JVM's default
 * @param globalQueueInterval ticks between two looks at the global queue, 0 for self-tuned
 * @param eventInterval ticks between two polls of the driver
 * @param lifoSlot whether a woken task may jump the local queue
 * @param trackSpawnSites whether each task keeps the line that spawned it
 * @param stallWarning how long one poll may take before it is reported, zero for never
 * @param blocks how the blocks made inside this runtime are run
 * @param threadHooks hooks of threads
 * @param taskHooks hooks of tasks
 * @param uncaught told the failure of a task that nobody joins
 * @param provider clock, randomness, parking and I/O
 */
public record SchedulerConfig(
        String name,
        int workers,
        int maxBlockingThreads,
        Duration blockingKeepAlive,
        Supplier<String> threadName,
        long threadStackSize,
        int globalQueueInterval,
        int eventInterval,
        boolean lifoSlot,
        boolean trackSpawnSites,
        Duration stallWarning,
        BlockMode blocks,
        ThreadHooks threadHooks,
        TaskHooks taskHooks,
        UncaughtHandler uncaught,
        Provider provider) {}
