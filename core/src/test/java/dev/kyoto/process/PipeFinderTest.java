package dev.kyoto.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.spi.SelectorProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A name that was found is that of the very pipe, whatever other threads do meanwhile. */
@Timeout(120)
final class PipeFinderTest {

    @BeforeEach
    void onlyWhereThereIsProc() {
        Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "no /proc/self/fd");
    }

    private static void assertNamesLeadThere(InheritablePipe found) throws IOException {
        try (var out = new FileOutputStream(found.writeEnd());
                var in = new FileInputStream(found.readEnd())) {
            out.write(new byte[] {1, 2, 3});
            var read = ByteBuffer.allocate(8);
            assertThat(found.pipe().source().read(read)).isEqualTo(3);
            assertThat(found.pipe().sink().write(ByteBuffer.wrap(new byte[] {4, 5}))).isEqualTo(2);
            assertThat(in.readNBytes(2)).containsExactly(4, 5);
        }
        found.close();
    }

    @Test
    void threePipesAreFoundAndTheirNamesLeadThere() throws IOException {
        for (int i = 0; i < 50; i++) {
            var found = PipeFinder.open(SelectorProvider.provider(), 3);
            assertThat(found).hasSize(3);
            for (var pipe : found) {
                assertNamesLeadThere(pipe);
            }
        }
    }

    /** Threads open, fill, and close pipes all the time, so that numbers are used again. */
    @Test
    void otherThreadsWithPipesAreNeverMistakenForIt() throws Exception {
        var stop = new AtomicBoolean();
        var failure = new AtomicReference<Throwable>();
        var strangers =
                List.of(1, 2, 3).stream()
                        .map(it -> Thread.ofPlatform().start(() -> churn(stop, failure)))
                        .toList();
        int found = 0;
        for (int i = 0; i < 500; i++) {
            var pipes = PipeFinder.open(SelectorProvider.provider(), 2);
            if (pipes != null) {
                found++;
                for (var pipe : pipes) {
                    assertNamesLeadThere(pipe);
                }
            }
        }
        stop.set(true);
        for (var stranger : strangers) {
            stranger.join();
        }
        assertThat(failure).hasNullValue();
        // Giving up is allowed, but is no use if it is the rule.
        assertThat(found).isGreaterThan(250);
    }

    private static void churn(AtomicBoolean stop, AtomicReference<Throwable> failure) {
        var open = new ArrayDeque<Pipe>();
        try {
            for (int i = 0; !stop.get(); i++) {
                var pipe = Pipe.open();
                pipe.sink().write(ByteBuffer.allocate(i % 4000));
                open.add(pipe);
                if (open.size() > i % 20) {
                    close(open.remove(), failure);
                }
            }
            while (!open.isEmpty()) {
                close(open.remove(), failure);
            }
        } catch (IOException e) {
            failure.set(e);
        }
    }

    /** A stranger still has all that it wrote: nothing was added and nothing taken away. */
    private static void close(Pipe pipe, AtomicReference<Throwable> failure) throws IOException {
        pipe.sink().close();
        var all = ByteBuffer.allocate(8000);
        while (pipe.source().read(all) > 0) {
            // To the end.
        }
        if (all.position() >= 4000) {
            failure.set(new AssertionError(all.position() + " bytes in a stranger's pipe"));
        }
        pipe.source().close();
    }

    @Test
    void aWorldWithoutPipesOfTheSystemHasNone() {
        assertThat(PipeFinder.open(new NoPipes(), 1)).isNull();
    }

    /** As a simulated network is. */
    private static final class NoPipes extends SelectorProvider {
        @Override
        public Pipe openPipe() {
            throw new UnsupportedOperationException("simulated");
        }

        @Override
        public java.nio.channels.DatagramChannel openDatagramChannel() throws IOException {
            return SelectorProvider.provider().openDatagramChannel();
        }

        @Override
        public java.nio.channels.DatagramChannel openDatagramChannel(java.net.ProtocolFamily family)
                throws IOException {
            return SelectorProvider.provider().openDatagramChannel(family);
        }

        @Override
        public java.nio.channels.spi.AbstractSelector openSelector() throws IOException {
            return SelectorProvider.provider().openSelector();
        }

        @Override
        public java.nio.channels.ServerSocketChannel openServerSocketChannel() throws IOException {
            return SelectorProvider.provider().openServerSocketChannel();
        }

        @Override
        public java.nio.channels.SocketChannel openSocketChannel() throws IOException {
            return SelectorProvider.provider().openSocketChannel();
        }
    }
}
