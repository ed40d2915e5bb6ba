package dev.kyoto.internal.util;

/**
 * Sizes that shrink under test, so that edges such as a full queue or a spent budget are common.
 *
 * <p>{@code -Dkyoto.sizes=small} chooses the small set for the whole process. They are read once
 * and are constants to the compiler.
 */
public final class Sizes {
    private static final boolean SMALL = "small".equals(System.getProperty("kyoto.sizes"));

    /** Units of cooperation budget in a task's turn. */
    public static final int BUDGET = SMALL ? 4 : 128;

    /** Slots of a worker's local queue; a power of two. */
    public static final int LOCAL_QUEUE = SMALL ? 4 : 256;

    /** Values in one block of an mpsc channel; a power of two, at most 32. */
    public static final int CHANNEL_BLOCK = SMALL ? 2 : 32;

    /** Scheduler ticks between two polls of the driver. */
    public static final int EVENT_INTERVAL = SMALL ? 4 : 61;

    private Sizes() {}
}
