package dev.kyoto.examples.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server from outside, over real sockets. */
@Timeout(60)
class ServerTest {
    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    private static TestServer start() {
        return new TestServer(Settings.defaults());
    }

    @Test
    void aPipelineIsAnsweredInOrder() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            var requests = new StringBuilder();
            var replies = new StringBuilder();
            for (int i = 1; i <= 5_000; i++) {
                requests.append("*2\r\n$4\r\nINCR\r\n$1\r\nn\r\n");
                replies.append(":").append(i).append("\r\n");
            }
            client.send(requests.toString()).expect(replies.toString());
        }
    }

    @Test
    void aRequestMayComeByteByByte() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            var input = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\nGET k\r\n";
            for (byte b : input.getBytes(StandardCharsets.US_ASCII)) {
                client.send(new byte[] {b});
            }
            client.expect("+OK\r\n$1\r\nv\r\n");
        }
    }

    @Test
    void aLargeValueComesBackAsItWas() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            var value = "\u0000\r\n\u00ff0123456789abcdef".repeat(250_000);
            client.send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n").send(bulk(value)).expect("+OK\r\n");
            client.send("GET k\r\nSTRLEN k\r\n");
            client.expect(bulk(value)).expect(":5000000\r\n");
        }
    }

    @Test
    void clientsShareTheDataAndNothingElse() throws Exception {
        try (var server = start();
                var first = server.connect();
                var second = server.connect()) {
            first.send("SELECT 3\r\nSET k three\r\n").expect("+OK\r\n+OK\r\n");
            second.send("GET k\r\nSELECT 3\r\nGET k\r\n").expect("$-1\r\n+OK\r\n$5\r\nthree\r\n");
        }
    }

    @Test
    void manyClientsAtOnceLoseNoCommand() throws Exception {
        try (var server = start();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var work = new ArrayList<Callable<Void>>();
            for (int c = 0; c < 50; c++) {
                work.add(
                        () -> {
                            try (var client = server.connect()) {
                                for (int i = 0; i < 20; i++) {
                                    client.send("INCR n\r\nPING\r\n");
                                }
                                client.send("QUIT\r\n");
                                assertThat(client.readToEnd()).endsWith("+PONG\r\n+OK\r\n");
                            }
                            return null;
                        });
            }
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
            try (var client = server.connect()) {
                client.send("GET n\r\n").expect("$4\r\n1000\r\n");
            }
        }
    }

    @Test
    void messagesReachClientsThatWait() throws Exception {
        try (var server = start();
                var listener = server.connect();
                var speaker = server.connect()) {
            listener.send("SUBSCRIBE news\r\n")
                    .expect("*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n");
            for (int i = 0; i < 100; i++) {
                speaker.send("PUBLISH news hello\r\n").expect(":1\r\n");
                listener.expect("*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n");
            }
            listener.send("PING\r\nUNSUBSCRIBE\r\n")
                    .expect("*2\r\n$4\r\npong\r\n$0\r\n\r\n")
                    .expect("*3\r\n$11\r\nunsubscribe\r\n$4\r\nnews\r\n:0\r\n");
            speaker.send("PUBLISH news hello\r\n").expect(":0\r\n");
        }
    }

    @Test
    void aListenerThatLeavesIsForgotten() throws Exception {
        try (var server = start();
                var speaker = server.connect()) {
            var listener = server.connect();
            listener.send("SUBSCRIBE news\r\nQUIT\r\n");
            assertThat(listener.readToEnd()).endsWith(":1\r\n+OK\r\n");
            speaker.send("PUBLISH news hello\r\n").expect(":0\r\n");
            listener.close();
        }
    }

    @Test
    void aMalformedFrameEndsOnlyItsOwnConnection() throws Exception {
        try (var server = start();
                var good = server.connect();
                var bad = server.connect()) {
            good.send("SET k v\r\n").expect("+OK\r\n");
            bad.send("*1\r\n$4\r\nPING\r\n*1\r\nfoo\r\n")
                    .expect("+PONG\r\n-ERR Protocol error: expected '$', got 'f'\r\n")
                    .expectEnd();
            good.send("GET k\r\n").expect("$1\r\nv\r\n");
        }
    }

    @Test
    void anEndlessLineIsCutOff() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            client.send("x".repeat(RequestDecoder.MAX_LINE + 1))
                    .expect("-ERR Protocol error: too big inline request\r\n")
                    .expectEnd();
        }
    }

    @Test
    void aRequestThatIsNeverFinishedHarmsNobody() throws Exception {
        try (var server = start();
                var good = server.connect()) {
            var bad = server.connect();
            bad.send("*3\r\n$3\r\nSET\r\n$536870912\r\nabc");
            bad.close();
            good.send("DBSIZE\r\n").expect(":0\r\n");
        }
    }

    @Test
    void aListenerThatNeverReadsIsDropped() throws Exception {
        var settings = Settings.defaults().withOutputLimit(256 << 10);
        try (var server = new TestServer(settings);
                var listener = server.connect();
                var speaker = server.connect()) {
            listener.send("SUBSCRIBE news\r\n")
                    .expect("*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n");
            var publish = "*3\r\n$7\r\nPUBLISH\r\n$4\r\nnews\r\n" + bulk("x".repeat(64 << 10));
            int deliveries = 0;
            while (deliveries < 10_000 && speaker.send(publish).readInteger() == 1) {
                deliveries++;
            }
            assertThat(deliveries).isBetween(4, 9_999);
            speaker.send("PING\r\n").expect("+PONG\r\n");
        }
    }

    @Test
    void aClientThatNeverTakesItsAnswersIsDropped() throws Exception {
        var settings = Settings.defaults().withWriteTimeout(Duration.ofMillis(200));
        try (var server = new TestServer(settings);
                var client = server.connect()) {
            client.send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n").send(bulk("x".repeat(1 << 20)));
            client.expect("+OK\r\n");
            var requests = "GET k\r\n".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
            // The server reads no further while it cannot send, so this blocks, and then fails.
            assertThatThrownBy(
                            () -> {
                                while (true) {
                                    client.send(requests);
                                }
                            })
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void aClientTooManyIsToldSo() throws Exception {
        try (var server = new TestServer(Settings.defaults().withMaxClients(2));
                var first = server.connect();
                var second = server.connect()) {
            first.send("PING\r\n").expect("+PONG\r\n");
            second.send("PING\r\n").expect("+PONG\r\n");
            try (var third = server.connect()) {
                third.expect("-ERR max number of clients reached\r\n").expectEnd();
            }
            first.send("QUIT\r\n").expect("+OK\r\n").expectEnd();
            try (var third = server.connect()) {
                third.send("PING\r\n").expect("+PONG\r\n");
            }
        }
    }

    @Test
    void clientsSeeTheirAddresses() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            client.send("CLIENT INFO\r\nQUIT\r\n");
            assertThat(client.readToEnd())
                    .contains(" addr=" + client.localAddress() + " ")
                    .contains(" laddr=127.0.0.1:" + server.port() + " ");
        }
    }

    @Test
    void atTheEndIdleClientsAreDismissedAndNobodyIsLetIn() throws Exception {
        try (var server = start();
                var idle = server.connect();
                var listener = server.connect()) {
            idle.send("PING\r\n").expect("+PONG\r\n");
            listener.send("SUBSCRIBE a\r\n").expect("*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n");
            server.requestShutdown();
            idle.expectEnd();
            listener.expectEnd();
            server.awaitEndOfAccepting();
            assertThatThrownBy(server::connect)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasCauseInstanceOf(ConnectException.class);
        }
    }

    @Test
    void atTheEndAnAnswerUnderWayIsSentWhole() throws Exception {
        try (var server = start();
                var client = server.connect()) {
            var value = "x".repeat(20 << 20);
            client.send("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n").send(bulk(value)).expect("+OK\r\n");
            client.send("GET k\r\n").expect("$");
            server.requestShutdown();
            server.awaitEndOfAccepting();
            client.expect(bulk(value).substring(1)).expectEnd();
        }
    }
}
