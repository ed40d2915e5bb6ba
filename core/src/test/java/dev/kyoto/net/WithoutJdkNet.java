package dev.kyoto.net;

import java.util.function.Supplier;

/** Run by a test in a process of its own, whose JDK is without the module jdk.net. */
final class WithoutJdkNet {

    private WithoutJdkNet() {}

    public static void main(String[] args) {
        try (var _ = new TestRuntime();
                var listener = TcpListener.bind("127.0.0.1", 0).await();
                var client = TcpStream.connect(listener.localAddress()).await()) {
            var pair = UnixStream.pair();
            try (var left = pair.left();
                    var right = pair.right()) {
                print(left::peerCredentials);
                print(client::quickAck);
                left.writeAll(new byte[1]).await();
                int read = right.readExact(new byte[1]).await();
                System.out.println("the rest works: " + read);
            }
        }
    }

    private static void print(Supplier<?> question) {
        try {
            System.out.println("unexpected: " + question.get());
        } catch (UnsupportedOperationException e) {
            System.out.println(e.getMessage());
        }
    }
}
