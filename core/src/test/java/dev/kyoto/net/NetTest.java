package dev.kyoto.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.IoException;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class NetTest {
    private TestRuntime runtime;

    @BeforeEach
    void start() {
        runtime = new TestRuntime();
    }

    @AfterEach
    void stop() {
        runtime.close();
    }

    @Test
    void numbersNeedNoLookUp() {
        var lookup = new Hand<>(Net.lookupHost("127.0.0.1", 80));
        assertThat(lookup.poll().value()).containsExactly(new InetSocketAddress("127.0.0.1", 80));
        var six = new Hand<>(Net.lookupHost("::1", 81));
        assertThat(six.poll().value()).containsExactly(new InetSocketAddress("::1", 81));
    }

    @Test
    void namesAreLookedUpOnThePool() {
        var lookup = new Hand<>(Net.lookupHost("localhost", 80));
        assertThat(lookup.finish())
                .isNotEmpty()
                .allSatisfy(
                        address -> {
                            assertThat(address.getAddress().isLoopbackAddress()).isTrue();
                            assertThat(address.getPort()).isEqualTo(80);
                        });
    }

    @Test
    void aNameWithoutAddressSaysSo() {
        // A label of more than 63 characters is refused without a question to the network.
        var name = "x".repeat(70) + ".invalid";
        assertThatThrownBy(() -> Net.lookupHost(name, 80).await())
                .isInstanceOfSatisfying(
                        IoException.class,
                        e -> {
                            assertThat(e.kind()).isEqualTo(IoException.Kind.UNKNOWN_HOST);
                            assertThat(e).hasMessageContaining(name);
                        });
    }

    @Test
    void aCancelledLookUpIsForgotten() {
        var lookup = new Hand<>(Net.lookupHost("localhost", 80));
        if (lookup.poll().isPending()) {
            lookup.cancel();
        }
        assertThatThrownBy(lookup::poll).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void portsAreChecked() {
        assertThatThrownBy(() -> Net.lookupHost("localhost", -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }
}
