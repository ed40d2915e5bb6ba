import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Checks that a peer's servers of the I/O programs answer as bench/peers/README.md says:
 *
 * <pre>
 * java bench/peers/CheckServers.java [--connections N] bench/peers/tokio/run
 * </pre>
 *
 * What follows is the command that {@code serve PROGRAM} is added to. A server that does not answer makes it wait
 * for ever.
 */
final class CheckServers {
    private static final String ARRAY = "*1\r\n$4\r\nPING\r\n";
    private static final String PONG = "+PONG\r\n";
    private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n";
    private static final String HELLO =
            "HTTP/1.1 200 OK\r\nServer: hello\r\nContent-Type: text/plain\r\nContent-Length: 13\r\n\r\nHello, World!";

    /** A proxy has two descriptors for each connection, and so has this process; many systems allow 20,000. */
    private static final int MOST_PROXIED = 9_900;

    private final List<String> command;
    private final int connections;

    private CheckServers(List<String> command, int connections) {
        this.command = command;
        this.connections = connections;
    }

    public static void main(String[] arguments) throws Exception {
        boolean told = arguments.length > 1 && arguments[0].equals("--connections");
        var check =
                new CheckServers(
                        List.of(arguments).subList(told ? 2 : 0, arguments.length),
                        told ? Integer.parseInt(arguments[1]) : 10_000);
        check.ping();
        check.redis();
        check.http();
        check.proxy();
        check.absent();
        System.out.println("all as it should be");
    }

    private void ping() throws Exception {
        try (var server = new Server("ping")) {
            try (var one = server.connect()) {
                one.send(ARRAY).expect("an array", PONG);
                one.send("PING\r\nping\n").expect("lines", PONG.repeat(2));
                one.send("\r\n*0\r\n" + ARRAY).expect("empty requests and one", PONG);
                one.send(ARRAY.repeat(16)).expect("sixteen at once", PONG.repeat(16));
                one.send(ARRAY.repeat(20_000)).expect("20,000 at once", PONG.repeat(20_000));
                one.send(array("PING", "x".repeat(1_000_000))).expect("a large one", PONG);
                pieces(one, ARRAY, PONG);
                pieces(one, "PING\r\n", PONG);
            }
            for (String malformed : List.of("*x\r\n", "*1\r\n+1\r\n", "*1\r\n$3\r\nPING\r\n", "*-1\r\n")) {
                try (var one = server.connect()) {
                    one.send(malformed).untilEnd("a malformed one");
                }
            }
            try (var one = server.connect()) {
                one.send(ARRAY.repeat(3) + "*1\r\n$4").end();
                one.expect("before half-close", PONG.repeat(3));
                one.expectEnd("after half-close");
            }
            many(server, connections, ARRAY, PONG);
        }
        System.out.println("ping");
    }

    private void redis() throws Exception {
        try (var server = new Server("redis");
                var one = server.connect();
                var two = server.connect()) {
            one.send(array("PING")).expect("ping", PONG);
            one.send(array("GET", "key")).expect("no such key", "$-1\r\n");
            one.send(array("SET", "key", "a\r\nb\0\u00ff")).expect("set", "+OK\r\n");
            two.send(array("get", "key")).expect("of the other connection", "$6\r\na\r\nb\0\u00ff\r\n");
            two.send(array("SET", "key", "")).expect("set again", "+OK\r\n");
            one.send("get key\r\n").expect("empty", "$0\r\n\r\n");
            one.send(array("CONFIG", "GET", "save")).expect("config", "*0\r\n");
            one.send(array("SET", "key")).expectError("too few words");
            one.send(array("FLY")).expectError("an unknown command");
            one.send(array("SET", "a", "1") + array("SET", "b", "2") + array("GET", "a") + array("GET", "b"))
                    .expect("in turn", "+OK\r\n+OK\r\n$1\r\n1\r\n$1\r\n2\r\n");
            pieces(one, array("SET", "key", "value"), "+OK\r\n");

            // More answers than the sockets hold, and who asked reads them late.
            String large = "y".repeat(1_000_000);
            one.send(array("SET", "large", large)).expect("a large value", "+OK\r\n");
            one.send(array("GET", "large").repeat(50)).end();
            two.send(array("PING")).expect("meanwhile", PONG);
            for (int time = 0; time < 50; time++) {
                one.expect("a large answer", "$1000000\r\n" + large + "\r\n");
            }
            one.expectEnd("after large answers");
        }
        System.out.println("redis");
    }

    private void http() throws Exception {
        try (var server = new Server("http")) {
            try (var one = server.connect()) {
                one.send(GET).expect("a request", HELLO);
                one.send(GET.repeat(3)).expect("three at once", HELLO.repeat(3));
                one.send(GET.replace("*/*", "z".repeat(100_000))).expect("a long header", HELLO);
                pieces(one, GET, HELLO);
                one.send(GET).end();
                one.expect("before half-close", HELLO);
                one.expectEnd("after half-close");
            }
            many(server, connections, GET, HELLO);
        }
        System.out.println("http");
    }

    private void proxy() throws Exception {
        byte[] there = new byte[10_000_000];
        byte[] back = new byte[10_000_000];
        new Random(1).nextBytes(there);
        new Random(2).nextBytes(back);
        try (var upstream = new ServerSocket(0, 16_384, InetAddress.getLoopbackAddress())) {
            try (var server = new Server("proxy", upstream.getLocalPort())) {
                // The client ends first, and is answered after that.
                try (var client = server.connect();
                        var served = new Connection(upstream.accept())) {
                    client.send("to and ").expectAt(served, "to and ");
                    served.send("fro").expectAt(client, "fro");
                    Thread sender = Thread.ofVirtual().start(() -> client.send(there).end());
                    served.expect("10 MB there", there);
                    served.expectEnd("there");
                    sender.join();
                    sender = Thread.ofVirtual().start(() -> served.send(back).end());
                    client.expect("10 MB back", back);
                    client.expectEnd("back");
                    sender.join();
                }
                // The upstream server ends first.
                try (var client = server.connect();
                        var served = new Connection(upstream.accept())) {
                    served.send("bye").end();
                    client.expect("from upstream", "bye");
                    client.expectEnd("from upstream");
                    client.send("still here").expectAt(served, "still here").end();
                    served.expectEnd("after that");
                }
                // Both at the same time, in both directions.
                try (var client = server.connect();
                        var served = new Connection(upstream.accept())) {
                    Thread.ofVirtual().start(() -> client.send(there).end());
                    Thread.ofVirtual().start(() -> served.send(back).end());
                    Thread reader =
                            Thread.ofVirtual()
                                    .start(
                                            () -> {
                                                client.expect("crosswise back", back);
                                                client.expectEnd("crosswise back");
                                            });
                    served.expect("crosswise there", there);
                    served.expectEnd("crosswise there");
                    reader.join();
                }
                Thread echoes = Thread.ofVirtual().start(() -> echo(upstream));
                many(server, Math.min(connections, MOST_PROXIED), "some bytes", "some bytes");
                upstream.close();
                echoes.join();
                try (var client = server.connect()) {
                    client.expectEnd("no upstream server");
                }
            }
        }
        System.out.println("proxy");
    }

    private static void echo(ServerSocket upstream) {
        while (true) {
            try {
                Socket socket = upstream.accept();
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try (socket) {
                                        socket.getInputStream().transferTo(socket.getOutputStream());
                                    } catch (IOException alsoAnEnd) {
                                        // As when the client is through.
                                    }
                                });
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void absent() throws Exception {
        Process process = start("serve", "no_such_program");
        wanted("status of no_such_program", 4, process.waitFor());
    }

    /** Sends a request in two pieces, cut at each place. The server has read the first one before the second is sent. */
    private static void pieces(Connection one, String request, String answer) {
        for (int cut = 1; cut < request.length(); cut++) {
            one.send(request + request.substring(0, cut)).expect("before the cut at " + cut, answer);
            one.send(request.substring(cut)).expect("after the cut at " + cut, answer);
        }
    }

    private static void many(Server server, int connections, String request, String answer) throws Exception {
        var open = new ArrayList<Connection>();
        for (int number = 0; number < connections; number++) {
            open.add(server.connect());
        }
        for (int round = 0; round < 2; round++) {
            open.forEach(one -> one.send(request));
            open.forEach(one -> one.expect("one of many connections", answer));
        }
        for (Connection one : open) {
            one.close();
        }
    }

    private static String array(String... words) {
        var text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append('$').append(word.length()).append("\r\n").append(word).append("\r\n");
        }
        return text.toString();
    }

    private Process start(String... words) throws IOException {
        var whole = new ArrayList<>(command);
        whole.addAll(Arrays.asList(words));
        return new ProcessBuilder(whole).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private static void wanted(String what, Object wanted, Object got) {
        if (!wanted.equals(got)) {
            System.err.println(what + ": wanted " + wanted + ", got " + got);
            System.exit(1);
        }
    }

    /** A process that serves a program; it ends, as it should, when its standard input does. */
    private final class Server implements AutoCloseable {
        private final Process process;
        private final int port;

        Server(String program) throws IOException {
            this(start("serve", program));
        }

        Server(String program, int upstream) throws IOException {
            this(start("serve", program, Integer.toString(upstream)));
        }

        private Server(Process process) throws IOException {
            this.process = process;
            String line = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
            wanted("first line", "listening", line == null ? "none" : line.replaceFirst(" [0-9]+$", ""));
            port = Integer.parseInt(line.substring("listening ".length()));
        }

        Connection connect() throws IOException {
            return new Connection(new Socket(InetAddress.getLoopbackAddress(), port));
        }

        @Override
        public void close() throws Exception {
            process.getOutputStream().close();
            wanted("status", 0, process.waitFor());
        }
    }

    private static final class Connection implements AutoCloseable {
        private final Socket socket;
        private final InputStream input;
        private final OutputStream output;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            input = socket.getInputStream();
            output = socket.getOutputStream();
        }

        Connection send(String text) {
            return send(text.getBytes(ISO_8859_1));
        }

        Connection send(byte[] bytes) {
            try {
                output.write(bytes);
            } catch (IOException failure) {
                wanted("sending", "success", failure);
            }
            return this;
        }

        void end() {
            try {
                socket.shutdownOutput();
            } catch (IOException failure) {
                wanted("half-close", "success", failure);
            }
        }

        void expect(String what, String text) {
            expect(what, text.getBytes(ISO_8859_1));
        }

        void expect(String what, byte[] bytes) {
            byte[] got = read(what, bytes.length);
            if (!Arrays.equals(bytes, got)) {
                wanted(what, shown(bytes), shown(got));
                wanted(what, "the same bytes", "others");
            }
        }

        Connection expectAt(Connection other, String text) {
            other.expect("through the proxy", text);
            return this;
        }

        void expectError(String what) {
            var line = new StringBuilder();
            while (!line.toString().endsWith("\n")) {
                line.append(new String(read(what, 1), ISO_8859_1));
            }
            wanted(what, true, line.toString().startsWith("-ERR "));
        }

        void expectEnd(String what) {
            wanted("bytes before the end, " + what, 0, read(what, 1).length);
        }

        /** Reads what there is before the end. */
        void untilEnd(String what) {
            read(what, Integer.MAX_VALUE);
        }

        private byte[] read(String what, int most) {
            try {
                return input.readNBytes(most);
            } catch (IOException failure) {
                wanted(what, "bytes, or an end", failure);
                return new byte[0];
            }
        }

        private static String shown(byte[] bytes) {
            String text = new String(bytes, ISO_8859_1);
            return text.length() > 200 ? text.substring(0, 200) + "..." : text;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
