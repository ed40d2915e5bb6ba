package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.GENERIC;

import dev.kyoto.examples.redis.Command.Keys;
import java.util.List;

/** Keys whatever they hold: KEYS, TYPE, EXISTS, DEL, UNLINK. */
final class KeyCommands {
    static final List<Command> ALL =
            List.of(
                    GENERIC.command(
                            "keys",
                            2,
                            "readonly",
                            Keys.NONE,
                            "1.0.0",
                            "Lists the keys that match a pattern",
                            KeyCommands::keys),
                    GENERIC.command(
                            "type",
                            2,
                            "readonly fast",
                            Keys.ONE,
                            "1.0.0",
                            "Names the type of a value",
                            KeyCommands::type),
                    GENERIC.command(
                            "exists",
                            -2,
                            "readonly fast",
                            Keys.ALL,
                            "1.0.0",
                            "Counts the keys that exist",
                            KeyCommands::exists),
                    GENERIC.command(
                            "del",
                            -2,
                            "write",
                            Keys.ALL,
                            "1.0.0",
                            "Removes keys",
                            KeyCommands::delete),
                    GENERIC.command(
                            "unlink",
                            -2,
                            "write fast",
                            Keys.ALL,
                            "4.0.0",
                            "Removes keys and leaves the freeing to others",
                            KeyCommands::delete));

    private KeyCommands() {}

    private static Reply keys(Call call) {
        return Reply.bulks(call.database().keys(new Glob(call.bytes(1))));
    }

    private static Reply type(Call call) {
        var value = call.database().find(call.key(1));
        return new Reply.Simple(value == null ? "none" : value.typeName());
    }

    private static Reply exists(Call call) {
        int found = 0;
        for (int i = 1; i < call.size(); i++) {
            found += call.database().find(call.key(i)) != null ? 1 : 0;
        }
        return Reply.integer(found);
    }

    private static Reply delete(Call call) {
        int removed = 0;
        for (int i = 1; i < call.size(); i++) {
            removed += call.database().remove(call.key(i)) ? 1 : 0;
        }
        return Reply.integer(removed);
    }
}
