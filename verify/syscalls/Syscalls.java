import static dev.kyoto.Kyoto.sleep;
import static dev.kyoto.Kyoto.spawn;

import dev.kyoto.future.IoException;
import dev.kyoto.future.IoException.Kind;
import dev.kyoto.net.AcceptBackoff;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpStream;
import dev.kyoto.runtime.AsyncRuntime;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * An echo server and its client on one worker thread, whose system calls fail on purpose; see {@code
 * verify/syscalls/run}.
 *
 * <p>It rehearses, prints the id of its worker thread, and begins with a line from standard input.
 * Each exchange is tried again until it succeeds. A failure of a kind that nobody asked for, or an
 * exchange that does not succeed, ends the program with a reason.
 *
 * <p>Arguments: how many exchanges; the kind of failure that has to be reported, or NONE if none may
 * be; "careless" for a server that does not wait after a failed accept.
 */
public final class Syscalls {
    private static final int REHEARSAL = 300;
    private static final int MOST_TRIES = 20;
    private static final int MESSAGE = 64;

    /** What a failure of one side looks like on the other one. */
    private static final Set<Kind> CONSEQUENCES =
            EnumSet.of(Kind.CONNECTION_RESET, Kind.UNEXPECTED_EOF, Kind.BROKEN_PIPE);

    /** What was reported; all of it happens on the one worker. */
    private final Set<Kind> reported = EnumSet.noneOf(Kind.class);

    private final Kind expected;
    private final boolean careless;
    private int failures;

    private Syscalls(Kind expected, boolean careless) {
        this.expected = expected;
        this.careless = careless;
    }

    public static void main(String[] args) throws IOException {
        int exchanges = Integer.parseInt(args[0]);
        var expected = args[1].equals("NONE") ? null : Kind.valueOf(args[1]);
        var program = new Syscalls(expected, args.length > 2 && args[2].equals("careless"));
        try (var runtime = AsyncRuntime.builder().workerThreads(1).build()) {
            program.run(runtime, exchanges);
        }
        System.exit(0);
    }

    private void run(AsyncRuntime runtime, int exchanges) throws IOException {
        var listener = runtime.blockOn(() -> TcpListener.bind("127.0.0.1", 0).await());
        var accepting = runtime.spawn(() -> acceptAll(listener));
        rehearseFailures();
        join(runtime, listener.localAddress(), REHEARSAL);
        reported.clear();
        failures = 0;
        long sockets = sockets();
        int registrations = runtime.metrics().numIoRegistrations();
        var thread = runtime.spawn(Syscalls::thread);
        System.out.println("thread " + runtime.blockOn(thread));
        require(System.in.read() != -1, "nobody gave the sign to begin");

        join(runtime, listener.localAddress(), exchanges);
        System.out.println("failures " + failures + " " + reported);
        require(System.in.read() != -1, "nobody gave the sign to end");
        // Without failures now: what is left to give back is given back.
        join(runtime, listener.localAddress(), 2);
        require(
                runtime.metrics().numIoRegistrations() <= registrations,
                "registrations are left: " + runtime.metrics().numIoRegistrations());
        require(sockets() <= sockets + 2, "sockets are left: " + sockets() + " of " + sockets);
        require(
                expected == null ? failures == 0 : reported.contains(expected),
                "reported were " + reported + ", and should have been " + expected);
        accepting.abort();
        System.out.println("ok " + failures);
    }

    private void join(AsyncRuntime runtime, InetSocketAddress address, int exchanges) {
        var clients = runtime.spawn(() -> exchangeAll(address, exchanges));
        runtime.blockOn(clients);
    }

    private void acceptAll(TcpListener listener) {
        var backoff = new AcceptBackoff();
        while (true) {
            try {
                var stream = listener.accept().await();
                backoff.accepted();
                spawn(() -> echo(stream)).detach();
            } catch (IoException e) {
                note(e);
                var delay = backoff.delayAfter(e);
                if (!careless) {
                    sleep(delay).await();
                }
            }
        }
    }

    private void echo(TcpStream stream) {
        try (stream) {
            var message = new byte[MESSAGE];
            stream.readExact(message).await();
            stream.writeAll(message).await();
        } catch (IoException e) {
            note(e);
        }
    }

    private void exchangeAll(InetSocketAddress address, int exchanges) {
        for (int i = 0; i < exchanges; i++) {
            var message = new byte[MESSAGE];
            Arrays.fill(message, (byte) i);
            int tries = 0;
            while (!exchange(address, message)) {
                require(++tries < MOST_TRIES, "an exchange failed " + tries + " times");
            }
        }
    }

    private boolean exchange(InetSocketAddress address, byte[] message) {
        try (var stream = TcpStream.connect(address).await()) {
            stream.writeAll(message).await();
            var answer = new byte[MESSAGE];
            stream.readExact(answer).await();
            require(Arrays.equals(answer, message), "the answer is not what was sent");
            return true;
        } catch (IoException e) {
            note(e);
            return false;
        }
    }

    private void note(IoException e) {
        failures++;
        reported.add(e.kind());
        require(
                expected != null && (e.kind() == expected || CONSEQUENCES.contains(e.kind())),
                "failed with " + e.kind() + ": " + e);
    }

    /** Loads what failures need, as a read of a class file must not be one that fails. */
    private static void rehearseFailures() {
        for (var message :
                new String[] {"Too many open files", "Broken pipe", "Connection reset"}) {
            var failure = IoException.of("rehearsal", new IOException(message));
            var _ = new AcceptBackoff().delayAfter(failure);
            System.out.println(failure);
        }
    }

    private static String thread() throws IOException {
        return Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
    }

    private static long sockets() throws IOException {
        try (var entries = Files.list(Path.of("/proc/self/fd"))) {
            return entries.filter(Syscalls::isSocket).count();
        }
    }

    private static boolean isSocket(Path entry) {
        try {
            return Files.readSymbolicLink(entry).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // it was that of the list
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            System.out.println("FAILED " + otherwise);
            Runtime.getRuntime().halt(1);
        }
    }
}
