package dev.kyoto.examples.echo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.net.TcpListener;
import dev.kyoto.runtime.AsyncRuntime;
import java.net.Socket;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class EchoServerTest {
    private static final int READ_LIMIT_MILLIS = 30_000;

    @Test
    void everyClientGetsBackWhatItSent() throws Exception {
        try (var runtime = AsyncRuntime.create()) {
            var listener = runtime.blockOn(() -> TcpListener.bind("127.0.0.1", 0).await());
            runtime.spawn(() -> EchoServer.serve(listener)).detach();
            try (var first = connect(listener);
                    var second = connect(listener)) {
                var bytes = new byte[100_000];
                new Random(1).nextBytes(bytes);
                first.getOutputStream().write("hello".getBytes(UTF_8));
                second.getOutputStream().write(bytes);
                assertThat(second.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
                assertThat(first.getInputStream().readNBytes(5)).isEqualTo("hello".getBytes(UTF_8));
                first.shutdownOutput();
                assertThat(first.getInputStream().read()).isEqualTo(-1);
            }
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

    private static Socket connect(TcpListener listener) throws Exception {
        var socket = new Socket("127.0.0.1", listener.localAddress().getPort());
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        return socket;
    }
}
