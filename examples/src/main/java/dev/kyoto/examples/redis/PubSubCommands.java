package dev.kyoto.examples.redis;

import static dev.kyoto.examples.redis.Command.Group.PUBSUB;

import dev.kyoto.examples.redis.Command.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Messages: SUBSCRIBE, UNSUBSCRIBE, PSUBSCRIBE, PUNSUBSCRIBE, PUBLISH, PUBSUB. */
final class PubSubCommands {
    private static final String FLAGS = "pubsub noscript loading stale";

    static final List<Command> ALL =
            List.of(
                    PUBSUB.command(
                            "subscribe",
                            -2,
                            FLAGS,
                            Keys.NONE,
                            "2.0.0",
                            "Listens to channels",
                            call -> each(call, words(call), call.pubSub()::subscribe)),
                    PUBSUB.command(
                            "unsubscribe",
                            -1,
                            FLAGS,
                            Keys.NONE,
                            "2.0.0",
                            "Listens to channels no more",
                            call ->
                                    each(
                                            call,
                                            wordsOr(call, call.session().channels),
                                            call.pubSub()::unsubscribe)),
                    PUBSUB.command(
                            "psubscribe",
                            -2,
                            FLAGS,
                            Keys.NONE,
                            "2.0.0",
                            "Listens to the channels that match patterns",
                            call -> each(call, words(call), call.pubSub()::subscribePattern)),
                    PUBSUB.command(
                            "punsubscribe",
                            -1,
                            FLAGS,
                            Keys.NONE,
                            "2.0.0",
                            "Listens to patterns no more",
                            call ->
                                    each(
                                            call,
                                            wordsOr(call, call.session().patterns),
                                            call.pubSub()::unsubscribePattern)),
                    PUBSUB.command(
                            "publish",
                            3,
                            "pubsub loading stale fast",
                            Keys.NONE,
                            "2.0.0",
                            "Sends a message to a channel",
                            PubSubCommands::publish),
                    PUBSUB.command(
                            "pubsub",
                            -2,
                            "",
                            Keys.NONE,
                            "2.8.0",
                            "Tells about channels and listeners",
                            PubSubCommands::pubSub));

    private static final Set<String> WHILE_SUBSCRIBED =
            Set.of(
                    "subscribe",
                    "unsubscribe",
                    "psubscribe",
                    "punsubscribe",
                    "ping",
                    "quit",
                    "reset");

    private PubSubCommands() {}

    /** A client that listens may do little else, since messages come between its replies. */
    static boolean allowedWhileSubscribed(Command command) {
        return WHILE_SUBSCRIBED.contains(command.name());
    }

    /** Changes one subscription after the other and confirms each by itself. */
    private static Reply each(Call call, List<Bytes> names, BiConsumer<Session, Bytes> change) {
        var kind = Reply.bulk(call.command().name());
        var confirmations = new ArrayList<Reply>();
        for (var name : names) {
            change.accept(call.session(), name);
            var count = Reply.integer(call.session().subscriptions());
            confirmations.add(Reply.array(kind, Reply.bulk(name), count));
        }
        if (names.isEmpty()) {
            var count = Reply.integer(call.session().subscriptions());
            confirmations.add(Reply.array(kind, Reply.NULL, count));
        }
        return new Reply.Several(confirmations);
    }

    private static List<Bytes> words(Call call) {
        return call.words().subList(1, call.size()).stream().map(Bytes::of).toList();
    }

    /** The named ones, or all that the client has if it names none. */
    private static List<Bytes> wordsOr(Call call, Set<Bytes> all) {
        return call.size() == 1 ? List.copyOf(all) : words(call);
    }

    private static Reply publish(Call call) {
        return Reply.integer(call.pubSub().publish(call.key(1), call.key(2)));
    }

    private static Reply pubSub(Call call) {
        return switch (call.option(1)) {
            case "CHANNELS" -> {
                call.expectWords(2, 3);
                var pattern = call.size() == 3 ? call.bytes(2) : new byte[] {'*'};
                yield Reply.bulks(call.pubSub().channels(new Glob(pattern)));
            }
            case "NUMSUB" -> {
                var items = new ArrayList<Reply>();
                for (int i = 2; i < call.size(); i++) {
                    items.add(Reply.bulk(call.key(i)));
                    items.add(Reply.integer(call.pubSub().listenersOf(call.key(i))));
                }
                yield new Reply.Array(items);
            }
            case "NUMPAT" -> {
                call.expectWords(2, 2);
                yield Reply.integer(call.pubSub().patternCount());
            }
            default -> throw call.unknownSubcommand();
        };
    }
}
