package dev.kyoto.examples.echo;

import static dev.kyoto.Kyoto.join;
import static dev.kyoto.Kyoto.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.test.AsyncTest;
import dev.kyoto.test.TestFlavor;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EchoServerTest {

    @AsyncTest(flavor = TestFlavor.ALL)
    void everyClientGetsBackWhatItSent() {
        try (var listener = TcpListener.bind("127.0.0.1", 0).await()) {
            var server = spawn(() -> EchoServer.serve(listener));
            try (var first = TcpStream.connect(listener.localAddress()).await();
                    var second = TcpStream.connect(listener.localAddress()).await()) {
                var bytes = new byte[100_000];
                new Random(1).nextBytes(bytes);
                first.writeAll("hello".getBytes(UTF_8)).await();
                var answer = new byte[bytes.length];
                join(second.writeAll(bytes), second.readExact(answer)).await();
                assertThat(answer).isEqualTo(bytes);
                first.shutdown().await();
                assertThat(first.readToString().await()).isEqualTo("hello");
            }
            server.abort();
        }
    }

    @Test
    void argumentsNameThePort() {
        assertThat(EchoServer.port()).isEqualTo(7007);
        assertThat(EchoServer.port("--port", "0")).isZero();
        assertThat(EchoServer.port("--port", "65536")).isNegative();
        assertThat(EchoServer.port("--port", "x")).isNegative();
        assertThat(EchoServer.port("--port")).isNegative();
        assertThat(EchoServer.port("--nonsense", "1")).isNegative();
    }
}
