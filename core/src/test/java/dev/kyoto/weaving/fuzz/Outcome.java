package dev.kyoto.weaving.fuzz;

/** What a run of a program came to. */
sealed interface Outcome {

    /**
     * The run ended.
     *
     * @param result the value, or what was thrown
     * @param log the side effects, in their order
     * @param pendings how many polls of the block were pending
     */
    record Ended(String result, String log, int pendings) implements Outcome {
        /** Whether two runs had the same effects, however often they were suspended. */
        boolean hasSameEffectsAs(Ended other) {
            return result.equals(other.result) && log.equals(other.log);
        }
    }

    /** A block could not be woven. */
    record Refused(String reason) implements Outcome {}

    /**
     * Class and message of a failure, its cause and what it suppresses. The message of a {@link
     * NullPointerException} names local variables, which woven code may have under other names.
     */
    static String describe(Throwable failure) {
        var text = new StringBuilder(failure.getClass().getName());
        if (!(failure instanceof NullPointerException)) {
            text.append(": ").append(failure.getMessage());
        }
        if (failure.getCause() != null) {
            text.append(" <- ").append(describe(failure.getCause()));
        }
        for (var suppressed : failure.getSuppressed()) {
            text.append(" + ").append(describe(suppressed));
        }
        return text.toString();
    }
}
