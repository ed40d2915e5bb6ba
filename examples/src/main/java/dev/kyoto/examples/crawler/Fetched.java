package dev.kyoto.examples.crawler;

import java.net.URI;
import java.util.List;

/** What became of one address. */
sealed interface Fetched {

    /** The address. */
    URI address();

    /**
     * A page.
     *
     * @param address where it is
     * @param links the pages of the same server that it links to
     */
    record Page(URI address, List<URI> links) implements Fetched {}

    /**
     * The server has no such page.
     *
     * @param address where it should be
     * @param reason what the server said, or what went wrong
     */
    record Broken(URI address, String reason) implements Fetched {}
}
