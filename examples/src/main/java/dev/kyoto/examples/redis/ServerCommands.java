package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.SERVER;

import dev.kyoto.examples.redis.Command.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The server as a whole: INFO, CONFIG, DBSIZE, FLUSHALL, FLUSHDB. */
final class ServerCommands {
    /** The Redis whose behaviour this server has. */
    static final String VERSION = "7.0.15";

    static final List<Command> ALL =
            List.of(
                    SERVER.command(
                            "info",
                            -1,
                            "loading stale",
                            Keys.NONE,
                            "1.0.0",
                            "Tells how the server is doing",
                            ServerCommands::info),
                    SERVER.command(
                            "config",
                            -2,
                            "",
                            Keys.NONE,
                            "2.0.0",
                            "Shows settings",
                            ServerCommands::config),
                    SERVER.command(
                            "dbsize",
                            1,
                            "readonly fast",
                            Keys.NONE,
                            "1.0.0",
                            "Counts the keys of the database",
                            call -> Reply.integer(call.database().size())),
                    SERVER.command(
                            "flushall",
                            -1,
                            "write",
                            Keys.NONE,
                            "1.0.0",
                            "Empties all databases",
                            call -> flush(call, call.engine().databases())),
                    SERVER.command(
                            "flushdb",
                            -1,
                            "write",
                            Keys.NONE,
                            "1.0.0",
                            "Empties the database",
                            call -> flush(call, List.of(call.database()))));

    private ServerCommands() {}

    private static Reply flush(Call call, List<Database> databases) {
        // How a flush frees memory is the garbage collector's business, so both modes are one.
        boolean valid =
                call.size() == 1
                        || (call.size() == 2
                                && (call.option(1).equals("ASYNC")
                                        || call.option(1).equals("SYNC")));
        if (!valid) {
            throw CommandError.syntax();
        }
        databases.forEach(Database::clear);
        return Reply.OK;
    }

    private static Reply config(Call call) {
        if (!call.option(1).equals("GET")) {
            throw call.unknownSubcommand();
        }
        call.expectWords(3, Integer.MAX_VALUE);
        var items = new ArrayList<Reply>();
        for (var setting : settings(call.engine().settings()).entrySet()) {
            var name = nameAsAsked(call, setting.getKey());
            if (name != null) {
                items.add(Reply.bulk(name));
                items.add(Reply.bulk(setting.getValue()));
            }
        }
        return new Reply.Array(items);
    }

    /** A setting's name in the spelling of who asks for it, or null if nobody does. */
    private static @Nullable String nameAsAsked(Call call, String name) {
        for (int i = 2; i < call.size(); i++) {
            if (call.text(i).equalsIgnoreCase(name)) {
                return call.text(i);
            }
            if (new Glob(call.lowerCase(i)).matches(Bytes.of(name).array())) {
                return name;
            }
        }
        return null;
    }

    private static Map<String, String> settings(Settings settings) {
        return new TreeMap<>(
                Map.of(
                        "appendonly",
                        "no",
                        "databases",
                        Integer.toString(Engine.DATABASES),
                        "maxclients",
                        Integer.toString(settings.maxClients()),
                        "maxmemory",
                        "0",
                        "port",
                        Integer.toString(settings.port()),
                        "proto-max-bulk-len",
                        Integer.toString(RequestDecoder.MAX_BULK),
                        "save",
                        "",
                        "timeout",
                        "0"));
    }

    private static Reply info(Call call) {
        var text = new StringBuilder();
        for (var section : Info.Section.values()) {
            if (wants(call, section)) {
                if (!text.isEmpty()) {
                    text.append("\r\n");
                }
                Info.append(text, section, call.engine());
            }
        }
        return Reply.bulk(text.toString());
    }

    private static boolean wants(Call call, Info.Section section) {
        if (call.size() == 1) {
            return true;
        }
        for (int i = 1; i < call.size(); i++) {
            switch (call.option(i)) {
                case "ALL", "DEFAULT", "EVERYTHING" -> {
                    return true;
                }
                default -> {
                    if (call.option(i).equals(section.name())) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
