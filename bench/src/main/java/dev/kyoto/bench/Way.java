package dev.kyoto.bench;

import dev.kyoto.future.BlockMode;

/** The ways to write and run one and the same program. */
public enum Way {
    /** A class that implements Future, a state machine as an engineer writes it. */
    HAND,
    /** An async block that was woven into a state machine; an error where that cannot be done. */
    WOVEN,
    /** The same async block on a virtual thread. */
    VIRTUAL;

    /** How the async blocks of this way run; a program written by hand has none. */
    BlockMode mode() {
        return switch (this) {
            case HAND -> BlockMode.AUTO;
            case WOVEN -> BlockMode.WOVEN;
            case VIRTUAL -> BlockMode.VIRTUAL_THREAD;
        };
    }
}
