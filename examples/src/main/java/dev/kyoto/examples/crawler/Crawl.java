package dev.kyoto.examples.crawler;

import dev.kyoto.task.JoinSet;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.function.Consumer;

/**
 * Follows links from a page on, each once, with a bounded number of fetches at a time.
 *
 * <p>The plan belongs to one task: what is known, what is to do. Fetches are tasks in a {@link
 * JoinSet}; the plan takes their results one by one, and starts the next.
 */
final class Crawl {
    private final Fetcher fetcher;
    private final int atOnce;
    private final int limit;
    private final HashSet<URI> known = new HashSet<>();
    private final ArrayDeque<URI> waiting = new ArrayDeque<>();

    /**
     * A crawl that has not begun.
     *
     * @param fetcher gets the pages
     * @param atOnce how many fetches are under way at a time
     * @param limit how many addresses are fetched at most
     */
    Crawl(Fetcher fetcher, int atOnce, int limit) {
        this.fetcher = fetcher;
        this.atOnce = atOnce;
        this.limit = limit;
    }

    /** Fetches all there is; closing the set on the way out cancels what is still under way. */
    void run(URI start, Consumer<Fetched> report) {
        learn(start);
        try (var fetches = new JoinSet<Fetched>()) {
            while (true) {
                while (!waiting.isEmpty() && fetches.size() < atOnce) {
                    var address = waiting.remove();
                    fetches.spawn(() -> fetcher.fetch(address));
                }
                var next = fetches.joinNext().await();
                if (next == null) {
                    return;
                }
                var fetched = next.value();
                report.accept(fetched);
                if (fetched instanceof Fetched.Page(var address, var links)) {
                    links.forEach(this::learn);
                }
            }
        }
    }

    private void learn(URI address) {
        if (known.size() < limit && known.add(address)) {
            waiting.add(address);
        }
    }
}
