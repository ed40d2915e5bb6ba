package dev.kyoto.examples.proxy;

import dev.kyoto.examples.program.Options;
import dev.kyoto.examples.program.UsageException;

/**
 * Where connections are led.
 *
 * @param host a name or an address
 * @param port the port there
 */
record Target(String host, int port) {

    /** Reads "host:port"; an IPv6 address stands in brackets. */
    static Target parse(String text) {
        int colon = text.lastIndexOf(':');
        var host = text.substring(0, Math.max(colon, 0));
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            host = "";
        }
        if (host.isEmpty()) {
            throw new UsageException("--to must be HOST:PORT, not '" + text + "'");
        }
        return new Target(
                host, Options.number("the port of --to", text.substring(colon + 1), 1, 0xFFFF));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
