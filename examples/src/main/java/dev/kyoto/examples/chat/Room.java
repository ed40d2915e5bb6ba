package dev.kyoto.examples.chat;

import dev.kyoto.sync.Broadcast;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who is here, and what is said; there for as long as the program. Thread-safe.
 *
 * <p>A fixed number of lines is kept for those who read slowly; nobody waits for them, and they are
 * told how much they have missed.
 */
final class Room {
    private final Set<String> names = ConcurrentHashMap.newKeySet();
    private final Broadcast.Sender<Line> lines;

    /**
     * Something that was said.
     *
     * @param name who said it, and will not be told
     * @param text what everybody else is shown
     */
    record Line(String name, String text) {}

    Room(int kept) {
        this.lines = Broadcast.sender(kept);
    }

    /** Takes a name; false if somebody has it. */
    boolean enter(String name) {
        return names.add(name);
    }

    void leave(String name) {
        names.remove(name);
    }

    void say(String name, String text) {
        lines.send(new Line(name, text));
    }

    /** All that is said from now on. */
    Broadcast.Receiver<Line> listen() {
        return lines.subscribe();
    }
}
