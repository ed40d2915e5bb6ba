package dev.kyoto.examples.program;

import static dev.kyoto.Kyoto.async;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.net.TcpStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AcceptLoopTest {
    /** Greets, and stays until the client leaves. */
    private static void greet(TcpStream stream) {
        try (stream) {
            stream.writeString("hello\n").await();
            stream.readToEnd().await();
        }
    }

    @Test
    void aClientTooManyWaitsUntilAnotherLeaves() throws Exception {
        try (var server = new TestService(2, stop -> it -> async(() -> greet(it)));
                var second = server.connect()) {
            var first = server.connect();
            first.expect("hello\n");
            second.expect("hello\n");
            try (var third = server.connect()) {
                // It is connected, by the system, and nobody has looked at it yet: the one
                // registration besides the listener's and those of the first two would be its own.
                assertThat(server.runtime().metrics().numIoRegistrations()).isEqualTo(3);
                first.close();
                third.expect("hello\n");
            }
        }
    }

    @Test
    void aClientThatIsCutOffHurtsNobody() throws Exception {
        try (var server = new TestService(stop -> it -> async(() -> greet(it)));
                var good = server.connect()) {
            for (int i = 0; i < 20; i++) {
                server.connect().reset();
            }
            good.expect("hello\n");
        }
    }

    @Test
    void itEndsWhileItWaitsForAPlace() throws Exception {
        try (var server = new TestService(1, stop -> it -> async(() -> greet(it)));
                var only = server.connect()) {
            only.expect("hello\n");
            server.requestStop();
            server.awaitEndOfAccepting();
        }
    }
}
