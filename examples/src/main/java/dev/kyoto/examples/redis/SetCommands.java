package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.SET;

import dev.kyoto.examples.redis.Command.Keys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets: SADD, SREM, SPOP, SCARD, SMEMBERS, SISMEMBER. */
final class SetCommands {
    static final List<Command> ALL =
            List.of(
                    SET.command(
                            "sadd",
                            -3,
                            "write denyoom fast",
                            Keys.ONE,
                            "1.0.0",
                            "Adds members",
                            SetCommands::add),
                    SET.command(
                            "srem",
                            -3,
                            "write fast",
                            Keys.ONE,
                            "1.0.0",
                            "Removes members",
                            SetCommands::remove),
                    SET.command(
                            "spop",
                            -2,
                            "write fast",
                            Keys.ONE,
                            "1.0.0",
                            "Takes random members",
                            SetCommands::pop),
                    SET.command(
                            "scard",
                            2,
                            "readonly fast",
                            Keys.ONE,
                            "1.0.0",
                            "Counts the members",
                            SetCommands::size),
                    SET.command(
                            "smembers",
                            2,
                            "readonly",
                            Keys.ONE,
                            "1.0.0",
                            "Answers all members",
                            SetCommands::members),
                    SET.command(
                            "sismember",
                            3,
                            "readonly fast",
                            Keys.ONE,
                            "1.0.0",
                            "Tells whether a member is there",
                            SetCommands::contains));

    private SetCommands() {}

    private static @Nullable SetValue find(Call call) {
        return call.database().find(call.key(1), SetValue.class);
    }

    private static Reply add(Call call) {
        var set = call.database().findOrCreate(call.key(1), SetValue.class, SetValue::new);
        int added = 0;
        for (int i = 2; i < call.size(); i++) {
            added += set.add(call.key(i)) ? 1 : 0;
        }
        return Reply.integer(added);
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

    private static Reply pop(Call call) {
        if (call.size() > 3) {
            throw CommandError.syntax();
        }
        boolean counted = call.size() == 3;
        int count = counted ? call.count(2) : 1;
        var set = find(call);
        if (set == null) {
            return counted ? Reply.EMPTY_ARRAY : Reply.NULL;
        }
        var popped = new ArrayList<Bytes>();
        while (popped.size() < count && !set.isEmpty()) {
            popped.add(set.removeRandom(call.engine().random()));
        }
        call.database().removeIfEmpty(call.key(1), set);
        return counted ? Reply.bulks(popped) : Reply.bulk(popped.getFirst());
    }

    private static Reply size(Call call) {
        var set = find(call);
        return Reply.integer(set == null ? 0 : set.size());
    }

    private static Reply members(Call call) {
        var set = find(call);
        return set == null ? Reply.EMPTY_ARRAY : Reply.bulks(set.members());
    }

    private static Reply contains(Call call) {
        var set = find(call);
        return Reply.truth(set != null && set.contains(call.key(2)));
    }
}
