package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.HASH;

import dev.kyoto.examples.redis.Command.Keys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hashes: HSET, HGET, HDEL, HGETALL, HLEN. */
final class HashCommands {
    static final List<Command> ALL =
            List.of(
                    HASH.command(
                            "hset",
                            -4,
                            "write denyoom fast",
                            Keys.ONE,
                            "2.0.0",
                            "Sets fields",
                            HashCommands::set),
                    HASH.command(
                            "hget",
                            3,
                            "readonly fast",
                            Keys.ONE,
                            "2.0.0",
                            "Answers the value of a field",
                            HashCommands::get),
                    HASH.command(
                            "hdel",
                            -3,
                            "write fast",
                            Keys.ONE,
                            "2.0.0",
                            "Removes fields",
                            HashCommands::delete),
                    HASH.command(
                            "hgetall",
                            2,
                            "readonly",
                            Keys.ONE,
                            "2.0.0",
                            "Answers all fields and values",
                            HashCommands::getAll),
                    HASH.command(
                            "hlen",
                            2,
                            "readonly fast",
                            Keys.ONE,
                            "2.0.0",
                            "Counts the fields",
                            HashCommands::size));

    private HashCommands() {}

    private static @Nullable HashValue find(Call call) {
        return call.database().find(call.key(1), HashValue.class);
    }

    private static Reply set(Call call) {
        if (call.size() % 2 != 0) {
            throw call.arityError();
        }
        var hash = call.database().findOrCreate(call.key(1), HashValue.class, HashValue::new);
        int added = 0;
        for (int i = 2; i < call.size(); i += 2) {
            added += hash.put(call.key(i), call.key(i + 1)) ? 1 : 0;
        }
        return Reply.integer(added);
    }

    private static Reply get(Call call) {
        var hash = find(call);
        var value = hash == null ? null : hash.valueOf(call.key(2));
        return value == null ? Reply.NULL : Reply.bulk(value);
    }

    private static Reply delete(Call call) {
        var hash = find(call);
        if (hash == null) {
            return Reply.ZERO;
        }
        int removed = 0;
        for (int i = 2; i < call.size(); i++) {
            removed += hash.remove(call.key(i)) ? 1 : 0;
        }
        call.database().removeIfEmpty(call.key(1), hash);
        return Reply.integer(removed);
    }

    private static Reply getAll(Call call) {
        var hash = find(call);
        if (hash == null) {
            return Reply.EMPTY_ARRAY;
        }
        var items = new ArrayList<Reply>(2 * hash.size());
        hash.fields()
                .forEach(
                        (field, value) -> {
                            items.add(Reply.bulk(field));
                            items.add(Reply.bulk(value));
                        });
        return new Reply.Array(items);
    }

    private static Reply size(Call call) {
        var hash = find(call);
        return Reply.integer(hash == null ? 0 : hash.size());
    }
}
