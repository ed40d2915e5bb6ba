package dev.kyoto.examples.redis;

/** {@code ZADD} with its options, and {@code ZINCRBY}, which is one of them. */
final class SortedSetAdd {
    private static final int FIRST_OPTION = 2;

    /**
     * The conditions of one call.
     *
     * @param nx only members that are new
     * @param xx only members that are there
     * @param gt only if the score rises
     * @param lt only if the score falls
     * @param ch count changed members too
     * @param incr add to the score instead of replacing it
     * @param firstScore where the pairs of scores and members begin
     */
    private record Options(
            boolean nx,
            boolean xx,
            boolean gt,
            boolean lt,
            boolean ch,
            boolean incr,
            int firstScore) {

        static Options of(Call call, boolean increment) {
            boolean nx = false;
            boolean xx = false;
            boolean gt = false;
            boolean lt = false;
            boolean ch = false;
            boolean incr = increment;
            int i = FIRST_OPTION;
            options:
            for (; i < call.size(); i++) {
                switch (call.option(i)) {
                    case "NX" -> nx = true;
                    case "XX" -> xx = true;
                    case "GT" -> gt = true;
                    case "LT" -> lt = true;
                    case "CH" -> ch = true;
                    case "INCR" -> incr = true;
                    default -> {
                        break options;
                    }
                }
            }
            var options = new Options(nx, xx, gt, lt, ch, incr, i);
            options.check(call.size() - i);
            return options;
        }

        private void check(int words) {
            if (words == 0 || words % 2 != 0) {
                throw CommandError.syntax();
            }
            if (nx && xx) {
                throw CommandError.err("XX and NX options at the same time are not compatible");
            }
            if ((gt && lt) || (nx && (gt || lt))) {
                throw CommandError.err(
                        "GT, LT, and/or NX options at the same time are not compatible");
            }
            if (incr && words > 2) {
                throw CommandError.err("INCR option supports a single increment-element pair");
            }
        }
    }

    /** What became of one member. */
    private enum Outcome {
        LEFT_ALONE,
        SAME_SCORE,
        CHANGED,
        ADDED
    }

    private SortedSetAdd() {}

    static Reply add(Call call) {
        return add(call, Options.of(call, false));
    }

    /** {@code ZINCRBY} is {@code ZADD} with INCR; like Redis it even reads the options. */
    static Reply increment(Call call) {
        return add(call, Options.of(call, true));
    }

    private static Reply add(Call call, Options options) {
        // Every score is read before anything changes, so that a bad one changes nothing.
        var scores = new double[(call.size() - options.firstScore()) / 2];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = call.score(options.firstScore() + 2 * i);
        }
        var set = SortedSetCommands.find(call);
        if (set == null) {
            if (options.xx()) {
                return options.incr() ? Reply.NULL : Reply.ZERO;
            }
            set =
                    call.database()
                            .findOrCreate(call.key(1), SortedSetValue.class, SortedSetValue::new);
        }
        int added = 0;
        int changed = 0;
        for (int i = 0; i < scores.length; i++) {
            var member = call.key(options.firstScore() + 2 * i + 1);
            var outcome = put(set, member, scores[i], options);
            if (options.incr()) {
                return outcome == Outcome.LEFT_ALONE ? Reply.NULL : scoreOf(set, member);
            }
            added += outcome == Outcome.ADDED ? 1 : 0;
            changed += outcome == Outcome.CHANGED ? 1 : 0;
        }
        return Reply.integer(options.ch() ? added + changed : added);
    }

    private static Outcome put(SortedSetValue set, Bytes member, double given, Options options) {
        var current = set.scoreOf(member);
        if (current == null) {
            if (options.xx()) {
                return Outcome.LEFT_ALONE;
            }
            set.put(member, given);
            return Outcome.ADDED;
        }
        if (options.nx()) {
            return Outcome.LEFT_ALONE;
        }
        double score = options.incr() ? current + given : given;
        if (Double.isNaN(score)) {
            throw CommandError.err("resulting score is not a number (NaN)");
        }
        if ((options.lt() && score >= current) || (options.gt() && score <= current)) {
            return Outcome.LEFT_ALONE;
        }
        if (score == current) {
            return Outcome.SAME_SCORE;
        }
        set.put(member, score);
        return Outcome.CHANGED;
    }

    private static Reply scoreOf(SortedSetValue set, Bytes member) {
        var score = set.scoreOf(member);
        return score == null ? Reply.NULL : Reply.bulk(Scores.format(score));
    }
}
