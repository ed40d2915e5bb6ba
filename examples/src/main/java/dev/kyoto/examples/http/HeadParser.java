package dev.kyoto.examples.http;

import java.util.regex.Pattern;

/**
 * The head of a request as RFC 9112 has it, and nothing else: what a lenient reader would take for one
 * thing and the next reader for another is how requests are smuggled.
 */
final class HeadParser {
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern VERSION = Pattern.compile("HTTP/(\\d)\\.(\\d)");
    private static final Pattern TARGET = Pattern.compile("[!-~]+");

    /** Anything that is visible, spaces and tabs, and bytes above ASCII; no control characters. */
    private static final Pattern VALUE = Pattern.compile("[\\t -~\\x80-\\xff]*");

    private HeadParser() {}

    /**
     * A head.
     *
     * @param method as GET
     * @param target what is asked for
     * @param minor the minor version
     * @param headers its fields
     */
    record Head(String method, String target, int minor, Headers headers) {}

    /** Parses the lines before the empty one, which are divided by CRLF. */
    static Head parse(String text, Limits limits) {
        var lines = text.split("\r\n", -1);
        var words = lines[0].split(" ", -1);
        if (words.length != 3
                || !TOKEN.matcher(words[0]).matches()
                || !TARGET.matcher(words[1]).matches()) {
            throw HttpError.bad("a request begins with METHOD TARGET HTTP/1.1");
        }
        int minor = minor(words[2]);
        if (lines.length - 1 > limits.fields()) {
            throw new HttpError(
                    Status.HEADER_FIELDS_TOO_LARGE, "at most " + limits.fields() + " fields");
        }
        var headers = new Headers();
        for (int i = 1; i < lines.length; i++) {
            parseField(lines[i], headers);
        }
        if (minor > 0 && headers.all("Host").size() != 1) {
            throw HttpError.bad("a request of HTTP/1.1 has one Host field");
        }
        return new Head(words[0], words[1], minor, headers);
    }

    private static int minor(String version) {
        var match = VERSION.matcher(version);
        if (!match.matches()) {
            throw HttpError.bad("a request begins with METHOD TARGET HTTP/1.1");
        }
        if (!match.group(1).equals("1")) {
            throw new HttpError(Status.VERSION_NOT_SUPPORTED, "this server speaks HTTP/1.1");
        }
        return Integer.parseInt(match.group(2));
    }

    private static void parseField(String line, Headers headers) {
        int colon = line.indexOf(':');
        // No space may stand before the colon, and a line that begins with one, which once went on
        // with the field before, has no name.
        if (colon < 0 || !TOKEN.matcher(line.substring(0, colon)).matches()) {
            throw HttpError.bad("a field is NAME: VALUE");
        }
        var value = line.substring(colon + 1);
        if (!VALUE.matcher(value).matches()) {
            throw HttpError.bad("a field has no control characters");
        }
        headers.add(line.substring(0, colon), value.strip());
    }
}
