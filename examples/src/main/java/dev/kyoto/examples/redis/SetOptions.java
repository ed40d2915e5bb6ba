package dev.kyoto.examples.redis;

/**
 * The options of {@code SET}.
 *
 * @param ifAbsent NX: only a key that does not exist
 * @param ifPresent XX: only a key that exists
 * @param get GET: answer the value before
 * @param keepDeadline KEEPTTL: leave the deadline as it is
 * @param deadline EX, PX, EXAT, PXAT: the new deadline, or {@link Database#NEVER}
 */
record SetOptions(
        boolean ifAbsent, boolean ifPresent, boolean get, boolean keepDeadline, long deadline) {

    private static final int FIRST_OPTION = 3;

    private static final SetOptions NONE =
            new SetOptions(false, false, false, false, Database.NEVER);

    /** Reads the options; the usual call without any costs nothing. */
    static SetOptions of(Call call) {
        if (call.size() == FIRST_OPTION) {
            return NONE;
        }
        boolean ifAbsent = false;
        boolean ifPresent = false;
        boolean get = false;
        boolean keep = false;
        TimeUnits units = null;
        int amountAt = 0;
        for (int i = FIRST_OPTION; i < call.size(); i++) {
            var option = call.option(i);
            switch (option) {
                case "NX" -> ifAbsent = true;
                case "XX" -> ifPresent = true;
                case "GET" -> get = true;
                case "KEEPTTL" -> keep = true;
                case "EX", "PX", "EXAT", "PXAT" -> {
                    if (units != null) {
                        throw CommandError.syntax();
                    }
                    units = units(option);
                    i++;
                    amountAt = i;
                }
                default -> throw CommandError.syntax();
            }
        }
        boolean contradiction = (ifAbsent && ifPresent) || (keep && units != null);
        if (contradiction || amountAt == call.size()) {
            throw CommandError.syntax();
        }
        long deadline = units == null ? Database.NEVER : deadline(call, units, amountAt);
        return new SetOptions(ifAbsent, ifPresent, get, keep, deadline);
    }

    private static TimeUnits units(String option) {
        return switch (option) {
            case "EX" -> TimeUnits.SECONDS_FROM_NOW;
            case "PX" -> TimeUnits.MILLIS_FROM_NOW;
            case "EXAT" -> TimeUnits.SECONDS_SINCE_EPOCH;
            default -> TimeUnits.MILLIS_SINCE_EPOCH;
        };
    }

    private static long deadline(Call call, TimeUnits units, int amountAt) {
        long amount = call.integer(amountAt);
        if (amount <= 0) {
            throw TimeUnits.invalid(call.command().name());
        }
        return units.deadline(amount, call.database().now(), call.command().name());
    }
}
