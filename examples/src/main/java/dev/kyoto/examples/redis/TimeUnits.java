package dev.kyoto.examples.redis;

/** The four ways in which a client can say when a key shall expire. */
enum TimeUnits {
    SECONDS_FROM_NOW(1000, true),
    MILLIS_FROM_NOW(1, true),
    SECONDS_SINCE_EPOCH(1000, false),
    MILLIS_SINCE_EPOCH(1, false);

    private final long millis;
    private final boolean relative;

    TimeUnits(long millis, boolean relative) {
        this.millis = millis;
        this.relative = relative;
    }

    /**
     * The deadline in milliseconds since 1970; a client that asks for one beyond the range of
     * numbers is told which command it got wrong.
     */
    long deadline(long amount, long now, String command) {
        try {
            long scaled = Math.multiplyExact(amount, millis);
            return relative ? Math.addExact(scaled, now) : scaled;
        } catch (ArithmeticException e) {
            throw invalid(command);
        }
    }

    static CommandError invalid(String command) {
        return CommandError.err("invalid expire time in '" + command + "' command");
    }
}
