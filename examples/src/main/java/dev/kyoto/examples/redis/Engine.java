package dev.kyoto.examples.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The data, the clients and the rules: everything of the server that is not input or output.
 *
 * <p>All state hangs here and one lock guards it, this object's monitor. Each command runs as a
 * whole under it and never waits for anything, so commands are atomic, a task holds the lock for
 * microseconds, and no task is ever suspended while it does. Answers and messages go to the
 * client's {@link Outbox} under the same lock, hence everybody sees them in one order.
 */
final class Engine {
    static final int DATABASES = 16;

    /** Keys freed in one go by the periodic expiry, so that nobody waits for long. */
    private static final int EXPIRE_BATCH = 200;

    /** How much of a wrong command an error message repeats. */
    private static final int QUOTED = 128;

    private final Settings settings;
    private final LongSupplier clock;
    private final RandomGenerator random;
    private final CommandTable commands = new CommandTable();
    private final List<Database> databases = new ArrayList<>();
    private final PubSub pubSub = new PubSub();
    private final Map<Long, Session> sessions = new TreeMap<>();
    private final long startedAt;
    private long lastId;
    private long commandsProcessed;

    /** An engine on this clock, which answers milliseconds since 1970. */
    Engine(Settings settings, LongSupplier clock, RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.startedAt = clock.getAsLong();
        for (int i = 0; i < DATABASES; i++) {
            databases.add(new Database(clock));
        }
    }

    synchronized Session connect(String address, String localAddress, Outbox outbox) {
        lastId++;
        var session = new Session(lastId, address, localAddress, now(), outbox);
        sessions.put(session.id, session);
        return session;
    }

    synchronized void disconnect(Session session) {
        pubSub.forget(session);
        sessions.remove(session.id);
    }

    /** Carries out one request; the answer is in the session's outbox when it returns. */
    synchronized void execute(Session session, Request request) {
        session.outbox.reply(answer(session, request.words()));
    }

    /** Frees some keys whose time has come; true if more may be waiting. */
    synchronized boolean expireSome() {
        boolean more = false;
        for (var database : databases) {
            more |= database.expire(EXPIRE_BATCH) == EXPIRE_BATCH;
        }
        return more;
    }

    private Reply answer(Session session, List<byte[]> words) {
        commandsProcessed++;
        session.lastActiveAt = now();
        var command = commands.find(words.getFirst());
        if (command == null) {
            return unknown(session, words);
        }
        session.lastCommand = command.name();
        if (!command.accepts(words.size())) {
            return CommandError.arity(command.name()).reply();
        }
        if (session.subscriptions() > 0 && !PubSubCommands.allowedWhileSubscribed(command)) {
            return new Reply.Failure(
                    "ERR Can't execute '"
                            + command.name()
                            + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET"
                            + " are allowed in this context");
        }
        try {
            return command.handler().run(new Call(this, session, command, words));
        } catch (CommandError e) {
            return e.reply();
        }
    }

    /** The error for an unknown name; a web browser's greeting ends the connection at once. */
    private static Reply unknown(Session session, List<byte[]> words) {
        var name = quote(words.getFirst(), QUOTED);
        if (name.equalsIgnoreCase("post") || name.equalsIgnoreCase("host:")) {
            session.close();
            return new Reply.Several(List.of());
        }
        var arguments = new StringBuilder();
        for (int i = 1; i < words.size() && arguments.length() < QUOTED; i++) {
            arguments
                    .append('\'')
                    .append(quote(words.get(i), QUOTED - arguments.length()))
                    .append("' ");
        }
        return new Reply.Failure(
                "ERR unknown command '" + name + "', with args beginning with: " + arguments);
    }

    private static String quote(byte[] word, int limit) {
        return new String(word, 0, Math.min(word.length, limit), StandardCharsets.ISO_8859_1);
    }

    // What the handlers work on. They run under the lock, so none of this takes it again.

    Settings settings() {
        return settings;
    }

    CommandTable commands() {
        return commands;
    }

    Database database(int number) {
        return databases.get(number);
    }

    List<Database> databases() {
        return databases;
    }

    PubSub pubSub() {
        return pubSub;
    }

    Collection<Session> sessions() {
        return sessions.values();
    }

    RandomGenerator random() {
        return random;
    }

    long now() {
        return clock.getAsLong();
    }

    long startedAt() {
        return startedAt;
    }

    long commandsProcessed() {
        return commandsProcessed;
    }

    long connectionsReceived() {
        return lastId;
    }
}
