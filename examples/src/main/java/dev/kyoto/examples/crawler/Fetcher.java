package dev.kyoto.examples.crawler;

import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import dev.kyoto.future.IoException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;

/** Gets a page with the JDK's HTTP client and finds its links. Thread-safe. */
final class Fetcher implements AutoCloseable {
    /** A page that is larger is not worth its memory. */
    private static final int LARGEST_PAGE = 4 << 20;

    private final Duration limit;
    private final HttpClient client;

    Fetcher(Duration limit) {
        this.limit = limit;
        this.client = HttpClient.newBuilder().connectTimeout(limit).build();
    }

    /** Gets a page. Failures are values: they are what a crawler looks for. */
    Fetched fetch(URI address) {
        try {
            var response = get(address).await();
            return response.statusCode() == 200
                    ? new Fetched.Page(address, links(response))
                    : new Fetched.Broken(address, "status " + response.statusCode());
        } catch (IoException e) {
            return new Fetched.Broken(address, String.valueOf(e.getMessage()));
        }
    }

    private Future<HttpResponse<String>> get(URI address) {
        var request = HttpRequest.newBuilder(address).timeout(limit).build();
        return Futures.fromStage(
                client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofString(), LARGEST_PAGE)));
    }

    private static List<URI> links(HttpResponse<String> response) {
        var type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.startsWith("text/html")) {
            return List.of();
        }
        var page = Jsoup.parse(response.body(), response.uri().toString());
        return page.select("a[href]").stream()
                .map(Fetcher::target)
                .filter(link -> isNear(response.uri(), link))
                .distinct()
                .toList();
    }

    /** Where a link leads, without its fragment; an empty address if it leads nowhere. */
    private static URI target(Element link) {
        try {
            return new URI(link.absUrl("href").replaceFirst("#.*", ""));
        } catch (URISyntaxException e) {
            return URI.create("");
        }
    }

    private static boolean isNear(URI page, URI link) {
        return page.getScheme().equals(link.getScheme())
                && page.getAuthority().equals(link.getAuthority());
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
