package dev.kyoto.weaving.fuzz;

/**
 * How much of a part of a program may still be written, so that the code of a method stays far
 * below the 64 KB that it can have, after weaving too.
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
