package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.STRING;

import dev.kyoto.examples.redis.Command.Keys;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Byte strings: GET, SET and their variants, MGET, MSET, APPEND, STRLEN. */
final class StringCommands {
    static final List<Command> ALL =
            List.of(
                    STRING.command(
                            "get",
                            2,
                            "readonly fast",
                            Keys.ONE,
                            "1.0.0",
                            "Answers the value of a key",
                            call -> get(call, call.key(1))),
                    STRING.command(
                            "set",
                            -3,
                            "write denyoom",
                            Keys.ONE,
                            "1.0.0",
                            "Sets the value of a key",
                            StringCommands::set),
                    STRING.command(
                            "getset",
                            3,
                            "write denyoom fast",
                            Keys.ONE,
                            "1.0.0",
                            "Sets a value and answers the one before",
                            StringCommands::getSet),
                    STRING.command(
                            "setnx",
                            3,
                            "write denyoom fast",
                            Keys.ONE,
                            "1.0.0",
                            "Sets a value if there is none",
                            StringCommands::setIfAbsent),
                    STRING.command(
                            "mget",
                            -2,
                            "readonly fast",
                            Keys.ALL,
                            "1.0.0",
                            "Answers the values of several keys",
                            StringCommands::multiGet),
                    STRING.command(
                            "mset",
                            -3,
                            "write denyoom",
                            Keys.EVERY_SECOND,
                            "1.0.1",
                            "Sets several keys at once",
                            StringCommands::multiSet),
                    STRING.command(
                            "append",
                            3,
                            "write denyoom fast",
                            Keys.ONE,
                            "2.0.0",
                            "Adds bytes to the end of a value",
                            StringCommands::append),
                    STRING.command(
                            "strlen",
                            2,
                            "readonly fast",
                            Keys.ONE,
                            "2.2.0",
                            "Answers the length of a value",
                            StringCommands::length));

    private StringCommands() {}

    private static @Nullable StringValue find(Call call, Bytes key) {
        return call.database().find(key, StringValue.class);
    }

    private static Reply get(Call call, Bytes key) {
        var value = find(call, key);
        return value == null ? Reply.NULL : Reply.bulk(value.bytes());
    }

    private static Reply set(Call call) {
        var options = SetOptions.of(call);
        var database = call.database();
        var key = call.key(1);
        var before = options.get() ? get(call, key) : Reply.NULL;
        boolean exists = database.find(key) != null;
        if ((options.ifAbsent() && exists) || (options.ifPresent() && !exists)) {
            return before;
        }
        database.put(key, new StringValue(call.bytes(2)), options.keepDeadline());
        if (options.deadline() != Database.NEVER) {
            database.deadline(key, options.deadline());
        }
        return options.get() ? before : Reply.OK;
    }

    private static Reply getSet(Call call) {
        var before = get(call, call.key(1));
        call.database().put(call.key(1), new StringValue(call.bytes(2)), false);
        return before;
    }

    private static Reply setIfAbsent(Call call) {
        if (call.database().find(call.key(1)) != null) {
            return Reply.ZERO;
        }
        call.database().put(call.key(1), new StringValue(call.bytes(2)), false);
        return Reply.ONE;
    }

    private static Reply multiGet(Call call) {
        var items = new ArrayList<Reply>();
        for (int i = 1; i < call.size(); i++) {
            // A value of another type counts as none here, and only here.
            items.add(
                    call.database().find(call.key(i)) instanceof StringValue value
                            ? Reply.bulk(value.bytes())
                            : Reply.NULL);
        }
        return new Reply.Array(items);
    }

    private static Reply multiSet(Call call) {
        if (call.size() % 2 == 0) {
            throw call.arityError();
        }
        for (int i = 1; i < call.size(); i += 2) {
            call.database().put(call.key(i), new StringValue(call.bytes(i + 1)), false);
        }
        return Reply.OK;
    }

    private static Reply append(Call call) {
        var suffix = call.bytes(2);
        var value = find(call, call.key(1));
        if (value == null) {
            call.database().put(call.key(1), new StringValue(suffix), false);
            return Reply.integer(suffix.length);
        }
        if ((long) value.length() + suffix.length > RequestDecoder.MAX_BULK) {
            throw CommandError.err("string exceeds maximum allowed size (proto-max-bulk-len)");
        }
        value.append(suffix);
        return Reply.integer(value.length());
    }

    private static Reply length(Call call) {
        var value = find(call, call.key(1));
        return Reply.integer(value == null ? 0 : value.length());
    }
}
