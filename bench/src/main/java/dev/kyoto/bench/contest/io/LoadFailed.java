package dev.kyoto.bench.contest.io;

import java.io.IOException;

/** A load came to no result. */
final class LoadFailed extends IOException {
    private static final long serialVersionUID = 1L;

    LoadFailed(String message) {
        super(message);
    }
}
