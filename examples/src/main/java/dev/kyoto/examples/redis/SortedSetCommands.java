package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.SORTED_SET;

import dev.kyoto.examples.redis.Command.Keys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorted sets: ZADD, ZINCRBY, ZREM, ZRANGE, ZPOPMIN, ZPOPMAX, ZSCORE, ZCARD. */
final class SortedSetCommands {
    static final List<Command> ALL =
            List.of(
                    SORTED_SET.command(
                            "zadd",
                            -4,
                            "write denyoom fast",
                            Keys.ONE,
                            "1.2.0",
                            "Adds members with scores, or changes their scores",
                            SortedSetAdd::add),
                    SORTED_SET.command(
                            "zincrby",
                            4,
                            "write denyoom fast",
                            Keys.ONE,
                            "1.2.0",
                            "Adds to the score of a member",
                            SortedSetAdd::increment),
                    SORTED_SET.command(
                            "zrem",
                            -3,
                            "write fast",
                            Keys.ONE,
                            "1.2.0",
                            "Removes members",
                            SortedSetCommands::remove),
                    SORTED_SET.command(
                            "zrange",
                            -4,
                            "readonly",
                            Keys.ONE,
                            "1.2.0",
                            "Answers members by index, score or name",
                            SortedSetRange::range),
                    SORTED_SET.command(
                            "zpopmin",
                            -2,
                            "write fast",
                            Keys.ONE,
                            "5.0.0",
                            "Takes the members with the lowest scores",
                            call -> pop(call, End.LOWEST)),
                    SORTED_SET.command(
                            "zpopmax",
                            -2,
                            "write fast",
                            Keys.ONE,
                            "5.0.0",
                            "Takes the members with the highest scores",
                            call -> pop(call, End.HIGHEST)),
                    SORTED_SET.command(
                            "zscore",
                            3,
                            "readonly fast",
                            Keys.ONE,
                            "1.2.0",
                            "Answers the score of a member",
                            SortedSetCommands::score),
                    SORTED_SET.command(
                            "zcard",
                            2,
                            "readonly fast",
                            Keys.ONE,
                            "1.2.0",
                            "Counts the members",
                            SortedSetCommands::size));

    /** The end of the order that a pop works on. */
    private enum End {
        LOWEST,
        HIGHEST
    }

    private SortedSetCommands() {}

    static @Nullable SortedSetValue find(Call call) {
        return call.database().find(call.key(1), SortedSetValue.class);
    }

    private static Reply remove(Call call) {
        var set = find(call);
        if (set == null) {
            return Reply.ZERO;
        }
        int removed = 0;
        for (int i = 2; i < call.size(); i++) {
            removed += set.remove(call.key(i)) ? 1 : 0;
        }
        call.database().removeIfEmpty(call.key(1), set);
        return Reply.integer(removed);
    }

    private static Reply pop(Call call, End end) {
        if (call.size() > 3) {
            throw CommandError.syntax();
        }
        int count = call.size() == 3 ? call.count(2) : 1;
        var set = find(call);
        if (set == null) {
            return Reply.EMPTY_ARRAY;
        }
        var items = new ArrayList<Reply>();
        for (int i = 0; i < count && !set.isEmpty(); i++) {
            var popped =
                    switch (end) {
                        case LOWEST -> set.removeFirst();
                        case HIGHEST -> set.removeLast();
                    };
            items.add(Reply.bulk(popped.member()));
            items.add(Reply.bulk(Scores.format(popped.score())));
        }
        call.database().removeIfEmpty(call.key(1), set);
        return new Reply.Array(items);
    }

    private static Reply score(Call call) {
        var set = find(call);
        var score = set == null ? null : set.scoreOf(call.key(2));
        return score == null ? Reply.NULL : Reply.bulk(Scores.format(score));
    }

    private static Reply size(Call call) {
        var set = find(call);
        return Reply.integer(set == null ? 0 : set.size());
    }
}
