package dev.kyoto.examples.chat;

import static dev.kyoto.Kyoto.select;
import static dev.kyoto.Kyoto.timeout;

import dev.kyoto.codec.FramedRead;
import dev.kyoto.codec.FramedWrite;
import dev.kyoto.codec.LinesCodec;
import dev.kyoto.future.IoException;
import dev.kyoto.future.OneOf3;
import dev.kyoto.net.TcpStream;
import dev.kyoto.sync.Broadcast;
import dev.kyoto.sync.Broadcast.Received;
import dev.kyoto.task.CancellationToken;
import dev.kyoto.time.Elapsed;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One connection, in one task: asks for a name, then passes on what is said, both ways.
 *
 * <p>While a line cannot be written, nothing is read and nothing is received, so a guest that does
 * not read costs one buffer, and then its own lag; after a while it is shown out.
 */
final class Guest {
    static final int LONGEST_LINE = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Room room;
    private final CancellationToken stop;
    private final FramedRead<String> in;
    private final FramedWrite<String> out;

    private Guest(TcpStream stream, Room room, CancellationToken stop) {
        this.room = room;
        this.stop = stop;
        var codec = new LinesCodec(LONGEST_LINE);
        this.in = new FramedRead<>(stream, codec, LONGEST_LINE);
        this.out = new FramedWrite<>(stream, codec, LONGEST_LINE);
    }

    /** Serves a connection and closes it. */
    static void serve(TcpStream stream, Room room, CancellationToken stop) {
        try (stream) {
            var guest = new Guest(stream, room, stop);
            var name = guest.introduce();
            if (name != null) {
                try {
                    guest.converse(name);
                } finally {
                    room.leave(name);
                    room.say(name, "* " + name + " has left");
                }
            }
        } catch (Elapsed e) {
            // It has not read for a minute: nobody is there.
        }
    }

    /** The name that the guest has taken, or null if it left without one. */
    private @Nullable String introduce() {
        show("* your name, please");
        while (true) {
            var name = stop.runUntilCancelled(in.next()).await();
            if (name == null) {
                return null;
            }
            if (!name.matches("\\w{1,20}")) {
                show("* a name has 1 to 20 letters, digits or _");
            } else if (room.enter(name)) {
                return name;
            } else {
                show("* there is a " + name + " already");
            }
        }
    }

    private void converse(String name) {
        try (var heard = room.listen()) {
            room.say(name, "* " + name + " is here");
            show("* welcome, " + name);
            while (true) {
                switch (select(in.next(), heard.recv(), stop.cancelled()).await()) {
                    case OneOf3.First(var line) -> {
                        if (line == null || line.equals("/quit")) {
                            return;
                        }
                        room.say(name, name + ": " + line);
                        // Taken at once, so that nobody lags by what they say themselves.
                        pass(name, heard.tryRecv(), heard);
                    }
                    case OneOf3.Second(var received) -> pass(name, received, heard);
                    case OneOf3.Third(var none) -> {
                        show("* the room is closed");
                        return;
                    }
                }
            }
        } catch (IoException e) {
            if (e.kind() != IoException.Kind.INVALID_DATA) {
                throw e;
            }
            show("* a line has at most " + LONGEST_LINE + " bytes of UTF-8; goodbye");
        }
    }

    /** Writes what was heard and whatever else is there now. */
    private void pass(
            String name, @Nullable Received<Room.Line> first, Broadcast.Receiver<Room.Line> heard) {
        for (var it = first; it != null; it = heard.tryRecv()) {
            switch (it) {
                case Received.Message<Room.Line>(var line) -> {
                    if (!line.name().equals(name)) {
                        timeout(PATIENCE, out.feed(line.text())).await();
                    }
                }
                case Received.Lagged<Room.Line>(var missed) ->
                        timeout(PATIENCE, out.feed("* you have missed " + missed + " lines"))
                                .await();
                case Received.Closed<Room.Line>() ->
                        throw new IllegalStateException("the room is there as long as its guests");
            }
        }
        timeout(PATIENCE, out.flush()).await();
    }

    private void show(String text) {
        timeout(PATIENCE, out.send(text)).await();
    }
}
