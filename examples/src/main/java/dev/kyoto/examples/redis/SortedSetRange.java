package dev.kyoto.examples.redis;

import dev.kyoto.examples.redis.SortedSetValue.Scored;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;

/** {@code ZRANGE}: by index, by score or by name, from either end, and a part of that. */
final class SortedSetRange {
    private static final int FIRST_OPTION = 4;
    private static final long NO_LIMIT = -1;

    /** What the two bounds mean. */
    private enum By {
        INDEX,
        SCORE,
        NAME
    }

    private record Options(By by, boolean reverse, boolean withScores, long offset, long limit) {
        static Options of(Call call) {
            var by = By.INDEX;
            boolean reverse = false;
            boolean withScores = false;
            long offset = 0;
            long limit = NO_LIMIT;
            for (int i = FIRST_OPTION; i < call.size(); i++) {
                switch (call.option(i)) {
                    case "BYSCORE" -> by = once(by == By.INDEX, By.SCORE);
                    case "BYLEX" -> by = once(by == By.INDEX, By.NAME);
                    case "REV" -> reverse = once(!reverse, true);
                    case "WITHSCORES" -> withScores = true;
                    case "LIMIT" -> {
                        if (i + 2 >= call.size()) {
                            throw CommandError.syntax();
                        }
                        offset = call.integer(i + 1);
                        limit = call.integer(i + 2);
                        i += 2;
                    }
                    default -> throw CommandError.syntax();
                }
            }
            if (limit != NO_LIMIT && by == By.INDEX) {
                throw CommandError.err(
                        "syntax error, LIMIT is only supported in combination with either BYSCORE"
                                + " or BYLEX");
            }
            if (withScores && by == By.NAME) {
                throw CommandError.err(
                        "syntax error, WITHSCORES not supported in combination with BYLEX");
            }
            return new Options(by, reverse, withScores, offset, limit);
        }

        /** An option's value, if none like it was given before. */
        private static <T> T once(boolean first, T value) {
            if (!first) {
                throw CommandError.syntax();
            }
            return value;
        }

        /** With REV the larger bound comes first, except that indexes just count backwards. */
        int lowerBoundAt() {
            return reverse ? 3 : 2;
        }

        int upperBoundAt() {
            return reverse ? 2 : 3;
        }
    }

    private SortedSetRange() {}

    static Reply range(Call call) {
        var options = Options.of(call);
        var found =
                switch (options.by()) {
                    case INDEX -> byIndex(call, options);
                    case SCORE -> byScore(call, options);
                    case NAME -> byName(call, options);
                };
        var items = new ArrayList<Reply>();
        for (var scored : found) {
            items.add(Reply.bulk(scored.member()));
            if (options.withScores()) {
                items.add(Reply.bulk(Scores.format(scored.score())));
            }
        }
        return new Reply.Array(items);
    }

    private static List<Scored> byIndex(Call call, Options options) {
        long start = call.integer(2);
        long stop = call.integer(3);
        var set = SortedSetCommands.find(call);
        var span = set == null ? null : Span.of(start, stop, set.size());
        if (set == null || span == null) {
            return List.of();
        }
        return options.reverse() ? set.rangeFromEnd(span) : set.range(span);
    }

    private static List<Scored> byScore(Call call, Options options) {
        var range =
                ScoreRange.of(
                        call.bytes(options.lowerBoundAt()), call.bytes(options.upperBoundAt()));
        var set = SortedSetCommands.find(call);
        return set == null ? List.of() : part(range.of(set.inOrder()), options);
    }

    private static List<Scored> byName(Call call, Options options) {
        var range =
                NameRange.of(
                        call.bytes(options.lowerBoundAt()), call.bytes(options.upperBoundAt()));
        var set = SortedSetCommands.find(call);
        return set == null ? List.of() : part(range.of(set.inOrder()), options);
    }

    private static List<Scored> part(NavigableSet<Scored> ascending, Options options) {
        var found = new ArrayList<Scored>();
        long skip = options.offset();
        if (skip < 0) {
            return found; // as Redis: an offset before the beginning selects nothing
        }
        var inOrder = options.reverse() ? ascending.descendingSet() : ascending;
        for (var scored : inOrder) {
            if (options.limit() >= 0 && found.size() >= options.limit()) {
                break;
            }
            if (skip > 0) {
                skip--;
            } else {
                found.add(scored);
            }
        }
        return found;
    }
}
