package dev.kyoto.examples.redis;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the engine remembers of one client. The engine's lock guards every field. */
final class Session {
    final long id;
    final String address;
    final String localAddress;
    final long connectedAt;
    final Outbox outbox;

    /** Subscribed channels and patterns, in the order of subscription. */
    final Set<Bytes> channels = new LinkedHashSet<>();

    final Set<Bytes> patterns = new LinkedHashSet<>();

    int database;
    @Nullable String name;
    boolean noEvict;
    String lastCommand = "NULL";
    long lastActiveAt;

    /** Set by QUIT and by what Redis takes for an attack: nothing more is read. */
    private volatile boolean closing;

    Session(long id, String address, String localAddress, long now, Outbox outbox) {
        this.id = id;
        this.address = address;
        this.localAddress = localAddress;
        this.connectedAt = now;
        this.lastActiveAt = now;
        this.outbox = outbox;
    }

    int subscriptions() {
        return channels.size() + patterns.size();
    }

    void close() {
        closing = true;
    }

    boolean isClosing() {
        return closing;
    }

    /** One line of {@code CLIENT LIST}. */
    String describe(long now) {
        return "id=%d addr=%s laddr=%s name=%s age=%d idle=%d flags=%s db=%d sub=%d psub=%d cmd=%s resp=2"
                .formatted(
                        id,
                        address,
                        localAddress,
                        name == null ? "" : name,
                        (now - connectedAt) / 1000,
                        (now - lastActiveAt) / 1000,
                        flags(),
                        database,
                        channels.size(),
                        patterns.size(),
                        lastCommand);
    }

    private String flags() {
        var flags = (subscriptions() > 0 ? "P" : "") + (noEvict ? "e" : "");
        return flags.isEmpty() ? "N" : flags;
    }
}
