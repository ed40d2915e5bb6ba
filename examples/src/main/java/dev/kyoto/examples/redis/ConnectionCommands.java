package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.CONNECTION;

import dev.kyoto.examples.redis.Command.Keys;
import java.util.List;

/** Greetings and the choice of a database: PING, ECHO, SELECT, HELLO, RESET, QUIT. */
final class ConnectionCommands {
    static final List<Command> ALL =
            List.of(
                    CONNECTION.command(
                            "ping",
                            -1,
                            "fast",
                            Keys.NONE,
                            "1.0.0",
                            "Answers PONG or the given text",
                            ConnectionCommands::ping),
                    CONNECTION.command(
                            "echo",
                            2,
                            "loading stale fast",
                            Keys.NONE,
                            "1.0.0",
                            "Answers the given text",
                            call -> Reply.bulk(call.bytes(1))),
                    CONNECTION.command(
                            "select",
                            2,
                            "loading stale fast",
                            Keys.NONE,
                            "1.0.0",
                            "Chooses this connection's database",
                            ConnectionCommands::select),
                    CONNECTION.command(
                            "hello",
                            -1,
                            "noscript loading stale fast no_auth allow_busy",
                            Keys.NONE,
                            "6.0.0",
                            "Agrees on the protocol and tells about the server",
                            ConnectionCommands::hello),
                    CONNECTION.command(
                            "reset",
                            1,
                            "noscript loading stale fast no_auth allow_busy",
                            Keys.NONE,
                            "6.2.0",
                            "Makes the connection as good as new",
                            ConnectionCommands::reset),
                    CONNECTION.command(
                            "quit",
                            -1,
                            "noscript loading stale fast no_auth allow_busy",
                            Keys.NONE,
                            "1.0.0",
                            "Ends the connection",
                            ConnectionCommands::quit));

    private static final Reply PONG = new Reply.Simple("PONG");

    private ConnectionCommands() {}

    private static Reply ping(Call call) {
        if (call.size() > 2) {
            throw call.arityError();
        }
        if (call.session().subscriptions() > 0) {
            // A subscriber reads arrays only, so it gets one.
            var text = call.size() == 2 ? Reply.bulk(call.bytes(1)) : Reply.bulk("");
            return Reply.array(Reply.bulk("pong"), text);
        }
        return call.size() == 2 ? Reply.bulk(call.bytes(1)) : PONG;
    }

    private static Reply select(Call call) {
        long number = call.integer(1);
        if (number != (int) number) {
            throw CommandError.err(
                    "value is out of range, value must between -2147483648 and 2147483647");
        }
        if (number < 0 || number >= Engine.DATABASES) {
            throw CommandError.err("DB index is out of range");
        }
        call.session().database = (int) number;
        return Reply.OK;
    }

    private static Reply hello(Call call) {
        if (call.size() > 1) {
            var version = Integers.parse(call.bytes(1));
            if (version.isEmpty()) {
                throw CommandError.err("Protocol version is not an integer or out of range");
            }
            if (version.getAsLong() != 2) {
                throw CommandError.ofKind("NOPROTO", "unsupported protocol version");
            }
        }
        for (int i = 2; i < call.size(); i += 2) {
            if (!call.option(i).equals("SETNAME") || i + 1 == call.size()) {
                throw CommandError.err("Syntax error in HELLO option '" + call.quote(i) + "'");
            }
            ClientCommands.rename(call.session(), call.bytes(i + 1));
        }
        return Reply.array(
                Reply.bulk("server"),
                Reply.bulk("redis"),
                Reply.bulk("version"),
                Reply.bulk(ServerCommands.VERSION),
                Reply.bulk("proto"),
                Reply.integer(2),
                Reply.bulk("id"),
                Reply.integer(call.session().id),
                Reply.bulk("mode"),
                Reply.bulk("standalone"),
                Reply.bulk("role"),
                Reply.bulk("master"),
                Reply.bulk("modules"),
                Reply.EMPTY_ARRAY);
    }

    private static Reply reset(Call call) {
        var session = call.session();
        call.engine().pubSub().forget(session);
        session.database = 0;
        session.name = null;
        session.noEvict = false;
        return new Reply.Simple("RESET");
    }

    private static Reply quit(Call call) {
        call.session().close();
        return Reply.OK;
    }
}
