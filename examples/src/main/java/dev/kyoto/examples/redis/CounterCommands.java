package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.STRING;

import dev.kyoto.examples.redis.Command.Handler;
import dev.kyoto.examples.redis.Command.Keys;
import java.util.List;

/** Strings as whole numbers: INCR, DECR, INCRBY, DECRBY. */
final class CounterCommands {
    static final List<Command> ALL =
            List.of(
                    counter("incr", 2, "Adds one to a number", call -> add(call, 1)),
                    counter("decr", 2, "Takes one from a number", call -> add(call, -1)),
                    counter("incrby", 3, "Adds to a number", call -> add(call, call.integer(2))),
                    counter("decrby", 3, "Takes from a number", CounterCommands::subtract));

    private CounterCommands() {}

    private static Command counter(String name, int arity, String summary, Handler handler) {
        return STRING.command(
                name, arity, "write denyoom fast", Keys.ONE, "1.0.0", summary, handler);
    }

    private static Reply subtract(Call call) {
        long amount = call.integer(2);
        if (amount == Long.MIN_VALUE) {
            throw CommandError.err("decrement would overflow");
        }
        return add(call, -amount);
    }

    private static Reply add(Call call, long amount) {
        var key = call.key(1);
        var value = call.database().find(key, StringValue.class);
        long before =
                value == null
                        ? 0
                        : Integers.parse(value.bytes()).orElseThrow(CommandError::notInteger);
        long after = before + amount;
        if (((before ^ after) & (amount ^ after)) < 0) {
            throw CommandError.err("increment or decrement would overflow");
        }
        call.database().put(key, new StringValue(Integers.format(after)), true);
        return Reply.integer(after);
    }
}
