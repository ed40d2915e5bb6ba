package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.CONNECTION;

import dev.kyoto.examples.redis.Command.Keys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code COMMAND} and its subcommands: what the server can do, for clients that ask first. */
final class CommandCommands {
    static final List<Command> ALL =
            List.of(
                    CONNECTION.command(
                            "command",
                            -1,
                            "loading stale",
                            Keys.NONE,
                            "2.8.13",
                            "Tells about all commands",
                            CommandCommands::command));

    private CommandCommands() {}

    private static Reply command(Call call) {
        var table = call.engine().commands();
        if (call.size() == 1) {
            return describe(table.all());
        }
        return switch (call.option(1)) {
            case "COUNT" -> {
                call.expectWords(2, 2);
                yield Reply.integer(table.all().size());
            }
            case "INFO" ->
                    call.size() == 2
                            ? describe(table.all())
                            : describe(named(call, table, Missing.KEEP));
            case "DOCS" ->
                    document(call.size() == 2 ? table.all() : named(call, table, Missing.SKIP));
            case "LIST" -> {
                call.expectWords(2, 2);
                yield new Reply.Array(table.all().stream().map(c -> Reply.bulk(c.name())).toList());
            }
            default -> throw call.unknownSubcommand();
        };
    }

    /** What to do with the name of a command that does not exist. */
    private enum Missing {
        KEEP,
        SKIP
    }

    private static List<@Nullable Command> named(Call call, CommandTable table, Missing missing) {
        var found = new ArrayList<@Nullable Command>();
        for (int i = 2; i < call.size(); i++) {
            var command = table.find(call.bytes(i));
            if (command != null || missing == Missing.KEEP) {
                found.add(command);
            }
        }
        return found;
    }

    private static Reply describe(Collection<? extends @Nullable Command> commands) {
        var items = new ArrayList<Reply>();
        for (var command : commands) {
            items.add(command == null ? Reply.NULL_ARRAY : describe(command));
        }
        return new Reply.Array(items);
    }

    private static Reply describe(Command command) {
        var keys = command.keys();
        return Reply.array(
                Reply.bulk(command.name()),
                Reply.integer(command.arity()),
                statusLines(command.flags()),
                Reply.integer(keys.first()),
                Reply.integer(keys.last()),
                Reply.integer(keys.step()),
                statusLines(categories(command)),
                Reply.EMPTY_ARRAY, // tips
                Reply.EMPTY_ARRAY, // key specifications
                Reply.EMPTY_ARRAY); // subcommands
    }

    private static List<String> categories(Command command) {
        var categories = new ArrayList<String>();
        if (command.flags().contains("readonly")) {
            categories.add("@read");
        }
        if (command.flags().contains("write")) {
            categories.add("@write");
        }
        categories.add(command.group().category);
        categories.add(command.flags().contains("fast") ? "@fast" : "@slow");
        return categories;
    }

    private static Reply document(Collection<? extends @Nullable Command> commands) {
        var items = new ArrayList<Reply>();
        for (var command : commands) {
            if (command != null) {
                items.add(Reply.bulk(command.name()));
                items.add(
                        Reply.array(
                                Reply.bulk("summary"),
                                Reply.bulk(command.summary()),
                                Reply.bulk("since"),
                                Reply.bulk(command.since()),
                                Reply.bulk("group"),
                                Reply.bulk(command.group().title)));
            }
        }
        return new Reply.Array(items);
    }

    private static Reply statusLines(List<String> words) {
        return new Reply.Array(words.stream().<Reply>map(Reply.Simple::new).toList());
    }
}
