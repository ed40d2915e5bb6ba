package dev.kyoto.examples.chat;

import static dev.kyoto.Kyoto.async;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.examples.SocketClient;
import dev.kyoto.examples.program.TestService;
import dev.kyoto.examples.program.UsageException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChatTest {
    private static TestService start(int kept) {
        var room = new Room(kept);
        return new TestService(stop -> it -> async(() -> Guest.serve(it, room, stop)));
    }

    private static SocketClient enter(TestService server, String name) throws IOException {
        return server.connect()
                .expect("* your name, please\n")
                .send(name + "\n")
                .expect("* welcome, " + name + "\n");
    }

    @Test
    void whatOneSaysAllOthersHear() throws Exception {
        try (var server = start(16);
                var ann = enter(server, "ann");
                var bob = enter(server, "bob")) {
            ann.expect("* bob is here\n").send("hello\r\n");
            bob.expect("ann: hello\n").send("hi\n/quit\n").expectEnd();
            ann.expect("bob: hi\n* bob has left\n");
        }
    }

    @Test
    void aNameBelongsToOneGuestAtATime() throws Exception {
        try (var server = start(16);
                var ann = enter(server, "ann");
                var other = server.connect()) {
            other.send("ann\n two words\n\nbob\n")
                    .expect("* your name, please\n* there is a ann already\n")
                    .expect("* a name has 1 to 20 letters, digits or _\n")
                    .expect("* a name has 1 to 20 letters, digits or _\n")
                    .expect("* welcome, bob\n");
            ann.expect("* bob is here\n").send("/quit\n").expectEnd();
            other.expect("* ann has left\n");
            enter(server, "ann").close();
        }
    }

    @Test
    void aSlowReaderIsToldHowMuchItHasMissed() throws Exception {
        int lines = 20_000;
        // More than the system keeps for a reader that does not read.
        var text = "x".repeat(1_000);
        try (var server = start(16);
                var slow = enter(server, "slow");
                var fast = enter(server, "fast")) {
            var all = (text + "\n").repeat(1_000);
            for (int i = 0; i < lines; i += 1_000) {
                fast.send(all);
            }
            fast.send("/quit\n").expectEnd();
            // Its coming, its lines and its leaving.
            int expected = lines + 2;
            int seen = 0;
            int missed = 0;
            while (seen + missed < expected) {
                var line = slow.readLine();
                if (line.startsWith("* you have missed")) {
                    missed += Integer.parseInt(line.replaceAll("\\D", ""));
                } else {
                    seen++;
                }
            }
            assertThat(seen + missed).isEqualTo(expected);
            assertThat(missed).isPositive();
        }
    }

    @Test
    void aLineTooLongEndsItsGuestOnly() throws Exception {
        try (var server = start(16);
                var ann = enter(server, "ann");
                var bob = enter(server, "bob")) {
            ann.expect("* bob is here\n");
            bob.send("x".repeat(Guest.LONGEST_LINE + 1))
                    .expect("* a line has at most 1024 bytes of UTF-8; goodbye\n")
                    .expectEnd();
            ann.expect("* bob has left\n");
        }
    }

    @Test
    void aGuestThatIsCutOffHasLeft() throws Exception {
        try (var server = start(16);
                var ann = enter(server, "ann");
                var bob = enter(server, "bob")) {
            ann.expect("* bob is here\n");
            bob.reset();
            ann.expect("* bob has left\n");
        }
    }

    @Test
    void atTheEndEverybodyIsTold() throws Exception {
        try (var server = start(16);
                var ann = enter(server, "ann");
                var nobody = server.connect().expect("* your name, please\n")) {
            server.requestStop();
            ann.expect("* the room is closed\n").expectEnd();
            nobody.expectEnd();
        }
    }

    @Test
    void argumentsAreChecked() {
        assertThatThrownBy(() -> Chat.prepare("--keep", "0")).isInstanceOf(UsageException.class);
        assertThatThrownBy(() -> Chat.prepare("--port", "x")).isInstanceOf(UsageException.class);
        assertThat(Chat.prepare("--port", "0", "--keep", "1")).isNotNull();
    }
}
