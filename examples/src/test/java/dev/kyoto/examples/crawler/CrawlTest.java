package dev.kyoto.examples.crawler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.kyoto.examples.program.TestService;
import dev.kyoto.examples.program.UsageException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CrawlTest {
    private static List<Fetched> crawl(int port, String path, int atOnce, int limit) {
        var fetched = new ArrayList<Fetched>();
        try (var runtime = dev.kyoto.runtime.AsyncRuntime.create();
                var fetcher = new Fetcher(Duration.ofSeconds(20))) {
            var crawl = new Crawl(fetcher, atOnce, limit);
            var start = URI.create("http://127.0.0.1:" + port + path);
            runtime.blockOn(() -> crawl.run(start, it -> fetched.add(it)));
        }
        return fetched;
    }

    @Test
    void everyPageOfTheHttpExampleIsFetchedOnce() {
        try (var server = new TestService(dev.kyoto.examples.http.HttpServer.service(200))) {
            var fetched = crawl(server.port(), "/", 8, 1_000);
            assertThat(fetched).hasSize(201).allMatch(it -> it instanceof Fetched.Page);
            assertThat(fetched.stream().map(Fetched::address)).doesNotHaveDuplicates();
            assertThat(crawl(server.port(), "/", 8, 50)).hasSize(50);
        }
    }

    @Test
    void brokenLinksAreNamed() throws IOException {
        try (var server = new TestService(dev.kyoto.examples.http.HttpServer.service(1))) {
            assertThat(crawl(server.port(), "/nothing", 1, 10))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Fetched.Broken.class,
                            it -> assertThat(it.reason()).isEqualTo("status 404"));
        }
        int port;
        try (var closed = new java.net.ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        assertThat(crawl(port, "/", 1, 10)).singleElement().isInstanceOf(Fetched.Broken.class);
    }

    @Test
    void asManyAreFetchedAtATimeAsAreAllowed() throws Exception {
        int atOnce = 3;
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var together = new CyclicBarrier(atOnce);
        var links = new StringBuilder("<a href='#here'>x</a><a href='mailto:me'>y</a>");
        for (int i = 0; i < 4 * atOnce; i++) {
            links.append(
                    "<p><a href=leaf/%d>%d</a><a HREF='/leaf/%d#a'>again</a>".formatted(i, i, i));
        }
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.setExecutor(threads);
            server.createContext("/", exchange -> reply(exchange, links.toString()));
            server.createContext(
                    "/leaf/",
                    exchange -> {
                        most.accumulateAndGet(now.incrementAndGet(), Math::max);
                        await(together);
                        now.decrementAndGet();
                        reply(exchange, "<a href='/'>back</a>");
                    });
            server.start();
            var fetched = crawl(server.getAddress().getPort(), "/", atOnce, 1_000);
            assertThat(fetched).hasSize(1 + 4 * atOnce);
            assertThat(most.get()).isEqualTo(atOnce);
        } finally {
            server.stop(0);
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            var _ = barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void reply(HttpExchange exchange, String html) throws IOException {
        var bytes = html.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Test
    void argumentsAreChecked() {
        for (var wrong :
                List.of("", "example.org", "ftp://example.org", "http:///x", "http://a b")) {
            assertThatThrownBy(() -> Crawler.prepare(wrong))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("http://");
        }
        assertThatThrownBy(Crawler::prepare).hasMessage("a URL is needed");
        assertThat(Crawler.prepare("http://example.org/", "--at-once", "2")).isNotNull();
    }
}
