package dev.kyoto;

import dev.kyoto.codec.FramedRead;
import dev.kyoto.codec.FramedWrite;
import dev.kyoto.fs.AsyncFile;
import dev.kyoto.fs.DirEntry;
import dev.kyoto.future.AtomicWaker;
import dev.kyoto.future.Future;
import dev.kyoto.io.AsyncBufRead;
import dev.kyoto.io.AsyncRead;
import dev.kyoto.io.AsyncSeek;
import dev.kyoto.io.Lines;
import dev.kyoto.net.OwnedTcpReadHalf;
import dev.kyoto.net.OwnedTcpWriteHalf;
import dev.kyoto.net.OwnedUnixReadHalf;
import dev.kyoto.net.OwnedUnixWriteHalf;
import dev.kyoto.net.SocketStream;
import dev.kyoto.net.TcpListener;
import dev.kyoto.net.TcpReadHalf;
import dev.kyoto.net.TcpStream;
import dev.kyoto.net.TcpWriteHalf;
import dev.kyoto.process.Child;
import dev.kyoto.runtime.AsyncRuntime;
import dev.kyoto.stream.AsyncStream;
import dev.kyoto.sync.Barrier;
import dev.kyoto.sync.Broadcast;
import dev.kyoto.sync.Mpmc;
import dev.kyoto.sync.Mpsc;
import dev.kyoto.sync.Mutex;
import dev.kyoto.sync.Notify;
import dev.kyoto.sync.Oneshot;
import dev.kyoto.sync.RwLock;
import dev.kyoto.sync.Semaphore;
import dev.kyoto.sync.Watch;
import dev.kyoto.task.JoinSet;
import dev.kyoto.time.Interval;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the snippets of the Javadoc take as given; compiled against, never run.
 *
 * <p>A name belongs here if its meaning is plain to a reader without a declaration, as {@code
 * listener} or {@code handle(message)}; else the snippet declares it. A file whose snippets mean
 * something else by a name has a nested class {@code In<File>}, which hides it.
 */
// Hiding a name of the outer class is what a nested class is for.
@SuppressWarnings("HidingField")
public abstract class SnippetAmbience {

    // Streams and sockets.
    protected final TcpListener listener = given();
    protected final TcpStream socket = given();
    protected final TcpStream stream = given();
    protected final TcpStream client = given();
    protected final TcpStream server = given();
    protected final AsyncBufRead reader = given();
    protected final Lines lines = given();
    protected final ByteBuffer buffer = given();
    protected final byte[] body = given();
    protected final Child child = given();

    // Files.
    protected final AsyncFile file = given();
    protected final Path path = given();
    protected final Path directory = given();
    protected final Path temporary = given();
    protected final DirEntry entry = given();

    // Frames.
    protected final FramedRead<String> frames = given();
    protected final FramedRead<String> in = given();
    protected final FramedWrite<String> out = given();

    // Channels, locks and what they carry.
    protected final Mpsc.Sender<String> sender = given();
    protected final Mpsc.Receiver<String> receiver = given();
    protected final Mpsc.Receiver<String> messages = given();
    protected final Mpsc.Receiver<String> channel = given();
    protected final Mpsc.Receiver<String> left = given();
    protected final Mpsc.Receiver<String> right = given();
    protected final Mpsc.Sender<Request> requests = given();
    protected final Broadcast.Sender<String> news = given();
    protected final Watch.Receiver<String> status = given();
    protected final Mutex<String> mutex = given();
    protected final Notify notify = given();
    protected final Notify shutdown = given();
    protected final Semaphore semaphore = given();
    protected final Semaphore megabytes = given();
    protected final List<String> batch = given();
    protected final Queue<Job> queue = given();

    // The runtime and its clock.
    protected final AsyncRuntime runtime = given();
    protected final Interval tick = given();
    protected final JoinSet<Page> pages = given();

    // The program around the snippet.
    protected final Connection connection = given();
    protected final Subscription subscription = given();
    protected final Future<String> a = given();
    protected final Future<String> b = given();
    protected final AtomicInteger count = given();
    protected final AtomicWaker ready = given();
    protected final MessageDigest digest = given();
    protected final Job job = given();
    protected final List<String> urls = given();
    protected final String url = given();
    protected final String line = given();
    protected final String video = given();
    protected final int limit = given();

    /** A unit of work. */
    public interface Job {}

    /** What the program talks to. */
    public interface Connection extends AutoCloseable {
        Future<String> readFrame();

        Future<String> readHead();

        Future<String> readBody();

        Future<Void> write(String line);

        @Override
        void close();
    }

    /** Something that is no longer needed when nobody listens. */
    public interface Subscription {
        void close();
    }

    /** What was fetched. */
    public record Page(String text) {}

    /** The head of a message. */
    public record Frame(int length, long id) {}

    /** A question, with where to send the answer. */
    public record Request(String key, Oneshot.Sender<String> reply) {}

    protected abstract void handle(Object message);

    protected abstract void use(Object value);

    protected abstract void show(Object... values);

    protected abstract void log(String format, Object... values);

    protected abstract <T> T answer(T request);

    protected abstract <T> T next(T value);

    protected abstract Future<Page> fetch(String url);

    protected abstract Future<String> compute();

    protected abstract String expensive();

    protected abstract String read();

    protected abstract void run(Job job);

    protected abstract void store(Collection<?> items);

    protected abstract void transcode(String video);

    protected abstract void work();

    protected abstract void doSomethingElse();

    protected abstract void readSettings();

    protected abstract void finish();

    protected abstract boolean isDone();

    protected abstract void serve(SocketStream stream);

    protected abstract void readLoop(TcpReadHalf reader);

    protected abstract void writeLoop(TcpWriteHalf writer);

    /** Snippets of {@code Futures}, whose client speaks HTTP. */
    public abstract static class InFutures extends SnippetAmbience {
        protected final HttpClient client = given();
        protected final HttpRequest request = given();
    }

    /** Snippets of {@code FramedWrite}. */
    public abstract static class InFramedWrite extends SnippetAmbience {
        protected final FramedWrite<String> frames = given();
    }

    /** Snippets of {@code OwnedUnixReadHalf}. */
    public abstract static class InOwnedUnixReadHalf extends SnippetAmbience {
        protected final OwnedUnixReadHalf reader = given();
        protected final OwnedUnixWriteHalf writer = given();
    }

    /** Snippets of {@code OwnedTcpReadHalf}. */
    public abstract static class InOwnedTcpReadHalf extends SnippetAmbience {
        protected final OwnedTcpReadHalf reader = given();
        protected final OwnedTcpWriteHalf writer = given();
    }

    /** Snippets of {@code Broadcast}. */
    public abstract static class InBroadcast extends SnippetAmbience {
        protected final Broadcast.Sender<String> sender = given();
    }

    /** Snippets of {@code Watch}. */
    public abstract static class InWatch extends SnippetAmbience {
        protected final Watch.Sender<String> sender = given();
    }

    /** Snippets of {@code Oneshot}. */
    public abstract static class InOneshot extends SnippetAmbience {
        protected final Oneshot.Sender<String> sender = given();
        protected final Oneshot.Receiver<String> receiver = given();
    }

    /** Snippets of {@code Barrier}. */
    public abstract static class InBarrier extends SnippetAmbience {
        protected final Barrier barrier = given();
    }

    /** Snippets of {@code MappedGuard}, whose value has parts. */
    public abstract static class InMappedGuard extends SnippetAmbience {
        /** A value with a part. */
        public record Crawl(List<String> urls) {}

        protected final Mutex<Crawl> mutex = given();
    }

    /** Snippets of {@code RwLock}. */
    public abstract static class InRwLock extends SnippetAmbience {
        protected final RwLock<String> settings = given();
    }

    /** Snippets of {@code Mpmc}. */
    public abstract static class InMpmc extends SnippetAmbience {
        protected final Mpmc.Sender<String> sender = given();
        protected final Mpmc.Receiver<String> receiver = given();
    }

    /** Snippets of {@code AsyncSeek}. */
    public abstract static class InAsyncSeek extends SnippetAmbience {
        /** What can be read at any place. */
        public interface SeekableReader extends AsyncRead, AsyncSeek {}

        protected final SeekableReader file = given();
    }

    /** Snippets of {@code Bridge}, among them one that speaks HTTP. */
    public abstract static class InBridge extends SnippetAmbience {
        protected final HttpClient client = given();
        protected final HttpRequest request = given();
    }

    /** Snippets of {@code AsyncStream}. */
    public abstract static class InAsyncStream extends SnippetAmbience {
        protected final AsyncStream<String> words = given();
    }

    /** The ambience of the snippets of a file, by its name without the extension. */
    static String nameFor(String file) {
        for (var nested : SnippetAmbience.class.getDeclaredClasses()) {
            if (nested.getSimpleName().equals("In" + file)) {
                return nested.getCanonicalName();
            }
        }
        return SnippetAmbience.class.getName();
    }

    /** The value of a name that only has to have a type. */
    @SuppressWarnings("TypeParameterUnusedInFormals") // nothing is ever returned
    private static <T> T given() {
        throw new UnsupportedOperationException("snippets are compiled, not run");
    }
}
