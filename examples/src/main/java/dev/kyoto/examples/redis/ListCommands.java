package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.LIST;

import dev.kyoto.examples.redis.Command.Keys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists: LPUSH, RPUSH, LPOP, RPOP, LLEN, LRANGE. */
final class ListCommands {
    static final List<Command> ALL =
            List.of(
                    LIST.command(
                            "lpush",
                            -3,
                            "write denyoom fast",
                            Keys.ONE,
                            "1.0.0",
                            "Puts elements before the first",
                            call -> push(call, End.HEAD)),
                    LIST.command(
                            "rpush",
                            -3,
                            "write denyoom fast",
                            Keys.ONE,
                            "1.0.0",
                            "Puts elements after the last",
                            call -> push(call, End.TAIL)),
                    LIST.command(
                            "lpop",
                            -2,
                            "write fast",
                            Keys.ONE,
                            "1.0.0",
                            "Takes the first elements",
                            call -> pop(call, End.HEAD)),
                    LIST.command(
                            "rpop",
                            -2,
                            "write fast",
                            Keys.ONE,
                            "1.0.0",
                            "Takes the last elements",
                            call -> pop(call, End.TAIL)),
                    LIST.command(
                            "llen",
                            2,
                            "readonly fast",
                            Keys.ONE,
                            "1.0.0",
                            "Counts the elements",
                            ListCommands::length),
                    LIST.command(
                            "lrange",
                            4,
                            "readonly",
                            Keys.ONE,
                            "1.0.0",
                            "Answers the elements between two indexes",
                            ListCommands::range));

    /** The end of the list that a command works on. */
    private enum End {
        HEAD,
        TAIL
    }

    private ListCommands() {}

    private static @Nullable ListValue find(Call call) {
        return call.database().find(call.key(1), ListValue.class);
    }

    private static Reply push(Call call, End end) {
        var list = call.database().findOrCreate(call.key(1), ListValue.class, ListValue::new);
        for (int i = 2; i < call.size(); i++) {
            switch (end) {
                case HEAD -> list.addFirst(call.key(i));
                case TAIL -> list.addLast(call.key(i));
            }
        }
        return Reply.integer(list.size());
    }

    private static Reply pop(Call call, End end) {
        if (call.size() > 3) {
            throw call.arityError();
        }
        boolean counted = call.size() == 3;
        int count = counted ? call.count(2) : 1;
        var list = find(call);
        if (list == null) {
            return counted ? Reply.NULL_ARRAY : Reply.NULL;
        }
        var popped = new ArrayList<Bytes>();
        while (popped.size() < count && !list.isEmpty()) {
            popped.add(
                    switch (end) {
                        case HEAD -> list.removeFirst();
                        case TAIL -> list.removeLast();
                    });
        }
        call.database().removeIfEmpty(call.key(1), list);
        return counted ? Reply.bulks(popped) : Reply.bulk(popped.getFirst());
    }

    private static Reply length(Call call) {
        var list = find(call);
        return Reply.integer(list == null ? 0 : list.size());
    }

    private static Reply range(Call call) {
        long start = call.integer(2);
        long stop = call.integer(3);
        var list = find(call);
        var span = list == null ? null : Span.of(start, stop, list.size());
        return list == null || span == null
                ? Reply.EMPTY_ARRAY
                : Reply.bulks(list.range(span.from(), span.to()));
    }
}
