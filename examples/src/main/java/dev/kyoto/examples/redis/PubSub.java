package dev.kyoto.examples.redis;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who listens to which channel, and by which pattern. The engine's lock guards it, so a message
 * reaches exactly those that were subscribed when it was published, in one order for all.
 */
final class PubSub {
    private static final Reply MESSAGE = Reply.bulk("message");
    private static final Reply PATTERN_MESSAGE = Reply.bulk("pmessage");

    private record PatternListeners(Glob glob, Set<Session> listeners) {}

    private final Map<Bytes, Set<Session>> channels = new HashMap<>();
    private final Map<Bytes, PatternListeners> patterns = new LinkedHashMap<>();

    void subscribe(Session session, Bytes channel) {
        if (session.channels.add(channel)) {
            channels.computeIfAbsent(channel, key -> new LinkedHashSet<>()).add(session);
        }
    }

    void unsubscribe(Session session, Bytes channel) {
        var listeners = channels.get(channel);
        if (session.channels.remove(channel) && listeners != null) {
            listeners.remove(session);
            if (listeners.isEmpty()) {
                channels.remove(channel);
            }
        }
    }

    void subscribePattern(Session session, Bytes pattern) {
        if (session.patterns.add(pattern)) {
            patterns.computeIfAbsent(
                            pattern,
                            key ->
                                    new PatternListeners(
                                            new Glob(key.array()), new LinkedHashSet<>()))
                    .listeners()
                    .add(session);
        }
    }

    void unsubscribePattern(Session session, Bytes pattern) {
        var entry = patterns.get(pattern);
        if (session.patterns.remove(pattern) && entry != null) {
            entry.listeners().remove(session);
            if (entry.listeners().isEmpty()) {
                patterns.remove(pattern);
            }
        }
    }

    /** Takes the client out of everything, because it leaves. */
    void forget(Session session) {
        for (var channel : List.copyOf(session.channels)) {
            unsubscribe(session, channel);
        }
        for (var pattern : List.copyOf(session.patterns)) {
            unsubscribePattern(session, pattern);
        }
    }

    /** How many deliveries the message made; a client counts once for each matching pattern. */
    int publish(Bytes channel, Bytes message) {
        int deliveries = 0;
        var listeners = channels.get(channel);
        if (listeners != null) {
            var push = Reply.array(MESSAGE, Reply.bulk(channel), Reply.bulk(message));
            deliveries += pushToAll(listeners, push);
        }
        for (var pattern : patterns.entrySet()) {
            if (pattern.getValue().glob().matches(channel.array())) {
                var push =
                        Reply.array(
                                PATTERN_MESSAGE,
                                Reply.bulk(pattern.getKey()),
                                Reply.bulk(channel),
                                Reply.bulk(message));
                deliveries += pushToAll(pattern.getValue().listeners(), push);
            }
        }
        return deliveries;
    }

    int listenersOf(Bytes channel) {
        return channels.getOrDefault(channel, Set.of()).size();
    }

    int patternCount() {
        return patterns.size();
    }

    /** The channels that someone listens to by name and that match the pattern. */
    List<Bytes> channels(Glob pattern) {
        var found = new ArrayList<Bytes>();
        for (var channel : channels.keySet()) {
            if (pattern.matches(channel.array())) {
                found.add(channel);
            }
        }
        return found;
    }

    private static int pushToAll(Set<Session> listeners, Reply push) {
        for (var listener : listeners) {
            listener.outbox.push(push);
        }
        return listeners.size();
    }
}
