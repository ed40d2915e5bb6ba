package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.CONNECTION;

import dev.kyoto.examples.redis.Command.Keys;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** {@code CLIENT} and its subcommands: who is connected, and under what name. */
final class ClientCommands {
    static final List<Command> ALL =
            List.of(
                    CONNECTION.command(
                            "client",
                            -2,
                            "",
                            Keys.NONE,
                            "2.4.0",
                            "Tells about connections and names them",
                            ClientCommands::client));

    private ClientCommands() {}

    private static Reply client(Call call) {
        var session = call.session();
        return switch (call.option(1)) {
            case "ID" -> {
                call.expectWords(2, 2);
                yield Reply.integer(session.id);
            }
            case "GETNAME" -> {
                call.expectWords(2, 2);
                yield session.name == null ? Reply.NULL : Reply.bulk(session.name);
            }
            case "SETNAME" -> {
                call.expectWords(3, 3);
                rename(session, call.bytes(2));
                yield Reply.OK;
            }
            case "SETINFO" -> {
                call.expectWords(4, 4); // newer clients introduce their library; nothing keeps it
                yield Reply.OK;
            }
            case "NO-EVICT" -> noEvict(call);
            case "INFO" -> {
                call.expectWords(2, 2);
                yield Reply.bulk(session.describe(call.engine().now()) + "\n");
            }
            case "LIST" -> list(call);
            default -> throw call.unknownSubcommand();
        };
    }

    /** Gives the client a name, or takes it away if the name is empty. */
    static void rename(Session session, byte[] name) {
        for (byte b : name) {
            if (b < '!' || b > '~') {
                throw CommandError.err(
                        "Client names cannot contain spaces, newlines or special characters.");
            }
        }
        session.name = name.length == 0 ? null : new String(name, StandardCharsets.US_ASCII);
    }

    private static Reply noEvict(Call call) {
        call.expectWords(3, 3);
        call.session().noEvict =
                switch (call.option(2)) {
                    case "ON" -> true;
                    case "OFF" -> false;
                    default -> throw CommandError.syntax();
                };
        return Reply.OK;
    }

    private static Reply list(Call call) {
        if (call.size() > 2) {
            throw CommandError.syntax();
        }
        long now = call.engine().now();
        var lines = new StringBuilder();
        for (var session : call.engine().sessions()) {
            lines.append(session.describe(now)).append('\n');
        }
        return Reply.bulk(lines.toString());
    }
}
