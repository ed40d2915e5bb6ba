package dev.kyoto.bench.contest.io;

/** A server that ended instead of listening. */
public final class ServerEnded extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    ServerEnded(int status) {
        super("the server ended with status " + status);
        this.status = status;
    }

    /**
     * How it ended.
     *
     * @return the status of its process
     */
    public int status() {
        return status;
    }
}
