package dev.kyoto.weaving.fuzz;

/**
 * How much of a method may still be written, so that its code stays far below the 64 KB that a
 * method can have, after weaving too.
 */
final class Budget {
    private int nodes;
    private int awaits;

    Budget(int nodes, int awaits) {
        this.nodes = nodes;
        this.awaits = awaits;
    }

    /** Takes one node; false once there is none left, and only leaves may follow. */
    boolean takeNode() {
        return nodes-- > 0;
    }

    boolean hasNodes() {
        return nodes > 0;
    }

    boolean hasAwaits() {
        return awaits > 0;
    }

    void takeAwait() {
        awaits--;
    }
}
