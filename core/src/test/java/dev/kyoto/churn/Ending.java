package dev.kyoto.churn;

/** How a connection comes to its end. Its ordinal is the first byte that the client sends. */
enum Ending {
    /** The client closes; the server reads to the end. */
    CLIENT_ENDS,

    /** The server closes; the client reads to the end. */
    SERVER_ENDS,

    /** The client aborts the connection while the server reads. */
    CLIENT_RESETS,

    /** The server aborts the connection while the client reads. */
    SERVER_RESETS,

    /** The client ends its output and is answered afterwards. */
    CLIENT_HALF_CLOSES,

    /** The server ends its output and reads on. */
    SERVER_HALF_CLOSES,

    /** The server closes without reading what the client has sent. */
    SERVER_NEVER_READS,

    /** The client closes without reading what the server has sent. */
    CLIENT_NEVER_READS,

    /** The client closes in the middle of what the server writes. */
    CLIENT_CUTS_WRITE,

    /** The server gives up in the middle of a write of its own, and closes. */
    SERVER_CUTS_WRITE,

    /** The server's writing half is closed by one task while another one writes in it. */
    SERVER_CLOSES_UNDER_WRITE,

    /** The client closes and has sent nothing, not even this. */
    CLIENT_SAYS_NOTHING,

    /** The client aborts and has sent nothing; it may be gone before it is accepted. */
    CLIENT_RESETS_AT_ONCE;

    private static final Ending[] ALL = values();

    static Ending of(long number) {
        return ALL[(int) (number % ALL.length)];
    }

    static int count() {
        return ALL.length;
    }

    /** Whether the server never learns which ending it is. */
    boolean isNameless() {
        return this == CLIENT_SAYS_NOTHING || this == CLIENT_RESETS_AT_ONCE;
    }
}
