package dev.kyoto.examples.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client without a network: it types commands into an engine and reads what comes back. */
final class TestClient implements Outbox {
    private final Engine engine;
    private final Session session;
    private final List<String> replies = new ArrayList<>();
    private final List<String> messages = new ArrayList<>();

    TestClient(Engine engine) {
        this.engine = engine;
        this.session = engine.connect("127.0.0.1:50000", "127.0.0.1:6379", this);
    }

    /** Carries out a typed command; the answer as redis-cli would show it. */
    String type(String command) {
        replies.clear();
        var words = InlineWords.split(command.getBytes(StandardCharsets.ISO_8859_1));
        engine.execute(session, new Request(words));
        return String.join("\n", replies);
    }

    /** The messages that were pushed since the last call. */
    List<String> messages() {
        var result = List.copyOf(messages);
        messages.clear();
        return result;
    }

    Session session() {
        return session;
    }

    void disconnect() {
        engine.disconnect(session);
    }

    @Override
    public void reply(Reply reply) {
        replies.add(ReplyText.of(reply));
    }

    @Override
    public void push(Reply message) {
        messages.add(ReplyText.of(message));
    }
}
