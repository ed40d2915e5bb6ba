package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.GENERIC;

import dev.kyoto.examples.redis.Command.Handler;
import dev.kyoto.examples.redis.Command.Keys;
import java.util.List;

/** Deadlines of keys: EXPIRE and its kin, TTL, PTTL, EXPIRETIME, PEXPIRETIME, PERSIST. */
final class ExpiryCommands {
    static final List<Command> ALL =
            List.of(
                    writer(
                            "expire",
                            "1.0.0",
                            "Sets a time to live in seconds",
                            call -> expire(call, TimeUnits.SECONDS_FROM_NOW)),
                    writer(
                            "pexpire",
                            "2.6.0",
                            "Sets a time to live in milliseconds",
                            call -> expire(call, TimeUnits.MILLIS_FROM_NOW)),
                    writer(
                            "expireat",
                            "1.2.0",
                            "Sets a deadline in seconds since 1970",
                            call -> expire(call, TimeUnits.SECONDS_SINCE_EPOCH)),
                    writer(
                            "pexpireat",
                            "2.6.0",
                            "Sets a deadline in milliseconds since 1970",
                            call -> expire(call, TimeUnits.MILLIS_SINCE_EPOCH)),
                    reader(
                            "ttl",
                            "1.0.0",
                            "Tells the time to live in seconds",
                            call -> report(call, call.database().now(), 1000)),
                    reader(
                            "pttl",
                            "2.6.0",
                            "Tells the time to live in milliseconds",
                            call -> report(call, call.database().now(), 1)),
                    reader(
                            "expiretime",
                            "7.0.0",
                            "Tells the deadline in seconds since 1970",
                            call -> report(call, 0, 1000)),
                    reader(
                            "pexpiretime",
                            "7.0.0",
                            "Tells the deadline in milliseconds since 1970",
                            call -> report(call, 0, 1)),
                    GENERIC.command(
                            "persist",
                            2,
                            "write fast",
                            Keys.ONE,
                            "2.2.0",
                            "Takes the deadline away",
                            ExpiryCommands::persist));

    private static final long NO_KEY = -2;
    private static final long NO_DEADLINE = -1;

    private ExpiryCommands() {}

    private static Command writer(String name, String since, String summary, Handler handler) {
        return GENERIC.command(name, -3, "write fast", Keys.ONE, since, summary, handler);
    }

    private static Command reader(String name, String since, String summary, Handler handler) {
        return GENERIC.command(name, 2, "readonly fast", Keys.ONE, since, summary, handler);
    }

    private static Reply expire(Call call, TimeUnits units) {
        var conditions = Conditions.of(call);
        var database = call.database();
        long deadline = units.deadline(call.integer(2), database.now(), call.command().name());
        var key = call.key(1);
        if (database.find(key) == null || !conditions.allow(database.deadlineOf(key), deadline)) {
            return Reply.ZERO;
        }
        database.deadline(key, Math.max(deadline, 0));
        return Reply.ONE;
    }

    /** When a new deadline may replace the old one. */
    private record Conditions(boolean nx, boolean xx, boolean gt, boolean lt) {
        static Conditions of(Call call) {
            boolean nx = false;
            boolean xx = false;
            boolean gt = false;
            boolean lt = false;
            for (int i = 3; i < call.size(); i++) {
                switch (call.option(i)) {
                    case "NX" -> nx = true;
                    case "XX" -> xx = true;
                    case "GT" -> gt = true;
                    case "LT" -> lt = true;
                    default -> throw CommandError.err("Unsupported option " + call.quote(i));
                }
            }
            if (nx && (xx || gt || lt)) {
                throw CommandError.err(
                        "NX and XX, GT or LT options at the same time are not compatible");
            }
            if (gt && lt) {
                throw CommandError.err("GT and LT options at the same time are not compatible");
            }
            return new Conditions(nx, xx, gt, lt);
        }

        boolean allow(long current, long next) {
            boolean none = current == Database.NEVER;
            return !(nx && !none)
                    && !(xx && none)
                    && !(gt && (none || next <= current))
                    && !(lt && !none && next >= current);
        }
    }

    /** The deadline, counted from {@code origin} and in units of so many milliseconds. */
    private static Reply report(Call call, long origin, int unit) {
        var key = call.key(1);
        if (call.database().find(key) == null) {
            return Reply.integer(NO_KEY);
        }
        long deadline = call.database().deadlineOf(key);
        if (deadline == Database.NEVER) {
            return Reply.integer(NO_DEADLINE);
        }
        return Reply.integer((Math.max(deadline - origin, 0) + unit / 2) / unit);
    }

    private static Reply persist(Call call) {
        var key = call.key(1);
        if (call.database().find(key) == null
                || call.database().deadlineOf(key) == Database.NEVER) {
            return Reply.ZERO;
        }
        call.database().deadline(key, Database.NEVER);
        return Reply.ONE;
    }
}
