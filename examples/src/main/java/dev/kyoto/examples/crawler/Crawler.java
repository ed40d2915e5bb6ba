package dev.kyoto.examples.crawler;

import static dev.kyoto.Kyoto.async;

import dev.kyoto.examples.program.Options;
import dev.kyoto.examples.program.Program;
import dev.kyoto.examples.program.UsageException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks for broken links on a web server. */
public final class Crawler {
    private static final Program PROGRAM =
            new Program(
                    "crawler",
                    """
                    Usage: crawler URL [--at-once N] [--limit N] [--timeout MS]

                    Follows the links from a page to others of the same server, and names those that
                    are broken; then the exit status is 1.

                      --at-once N   how many pages are fetched at a time (default 16)
                      --limit N     how many addresses are fetched in all (default 10000)
                      --timeout MS  how long a fetch may take (default 10000)
                      --help        show this text
                    """);

    private Crawler() {}

    /**
     * Crawls, and ends.
     *
     * @param arguments see {@code --help}
     */
    public static void main(String[] arguments) {
        PROGRAM.main(arguments, Crawler::prepare);
    }

    static Program.Work prepare(String... arguments) {
        var options = Options.parse(Set.of("--at-once", "--limit", "--timeout"), 1, arguments);
        var start = address(options.word(0, "a URL"));
        int atOnce = options.number("--at-once", 16, 1, 1_000);
        int limit = options.number("--limit", 10_000, 1, 10_000_000);
        var timeout = options.millis("--timeout", Duration.ofSeconds(10));
        return (runtime, stop) -> {
            var pages = new ArrayList<URI>();
            var broken = new ArrayList<URI>();
            try (var fetcher = new Fetcher(timeout)) {
                var crawl = new Crawl(fetcher, atOnce, limit);
                var run =
                        async(
                                () ->
                                        crawl.run(
                                                start,
                                                fetched -> {
                                                    note(fetched, pages, broken);
                                                }));
                runtime.blockOn(stop.runUntilCancelled(run));
            }
            PROGRAM.say("%d pages, %d broken".formatted(pages.size(), broken.size()));
            return broken.isEmpty() && !stop.isCancelled();
        };
    }

    private static void note(Fetched fetched, List<URI> pages, List<URI> broken) {
        switch (fetched) {
            case Fetched.Page page -> pages.add(page.address());
            case Fetched.Broken(var address, var reason) -> {
                broken.add(address);
                PROGRAM.say(address + " is broken: " + reason);
            }
        }
    }

    private static URI address(String word) {
        try {
            var address = new URI(word);
            if ("http".equals(address.getScheme()) || "https".equals(address.getScheme())) {
                if (address.getAuthority() != null) {
                    return address;
                }
            }
        } catch (URISyntaxException e) {
            // What it should be is said below.
        }
        throw new UsageException("a URL begins with http:// or https://, unlike '" + word + "'");
    }
}
