package dev.kyoto.weaving;

/** How often the futures of a run are pending, one after the other and round again. */
enum Pending {
    NEVER("0"),
    ONCE("1"),
    TWICE("2"),
    /** Suspends at some awaits of a loop and not at others, with no regard to the loop's length. */
    MIXED("0100211"),
    /** As {@link #MIXED}, and the first await suspends. */
    MIXED_LATER("20010");

    /** A digit for each future. */
    private final String times;

    Pending(String times) {
        this.times = times;
    }

    /** How often the n-th future of a run is pending. */
    int times(int n) {
        return times.charAt(n % times.length()) - '0';
    }
}
