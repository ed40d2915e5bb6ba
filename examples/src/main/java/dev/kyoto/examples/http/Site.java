package dev.kyoto.examples.http;

import static dev.kyoto.Kyoto.async;
import static dev.kyoto.Kyoto.sleep;

import dev.kyoto.future.Future;
import dev.kyoto.future.Futures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What there is to see: pages that link to each other, as a tree with a few loops, for crawlers; and a
 * few things to try clients with.
 */
final class Site implements Handler {
    private static final int LONGEST_STREAM = 1_000_000;
    private static final int LONGEST_WAIT = 60_000;

    private final int pages;

    Site(int pages) {
        this.pages = pages;
    }

    @Override
    public Future<Response> answer(Request request) {
        var path = request.path().split("/", -1);
        var place = path.length < 2 ? "" : path[1];
        boolean hasNumber = path.length == 3 && path[2].matches("\\d{1,9}");
        int number = hasNumber ? Integer.parseInt(path[2]) : -1;
        if (path.length == 2 && place.isEmpty()) {
            return reading(request, page("Kyoto", List.of(1)));
        } else if (path.length == 2 && place.equals("echo")) {
            return Futures.ready(echo(request));
        } else if (place.equals("page") && 1 <= number && number <= pages) {
            return reading(request, page("page " + number, neighbours(number)));
        } else if (place.equals("stream") && 0 <= number && number <= LONGEST_STREAM) {
            return reading(request, Response.stream("text/plain; charset=utf-8", lines(number)));
        } else if (place.equals("slow") && 0 <= number && number <= LONGEST_WAIT) {
            return async(() -> slow(request, number));
        }
        return Futures.ready(
                Response.text(Status.NOT_FOUND, "there is no " + request.path() + "\n"));
    }

    /** An answer that changes nothing, for those who ask for one. */
    private static Future<Response> reading(Request request, Response response) {
        return Futures.ready(
                request.method().equals("GET") || request.isHead()
                        ? response
                        : notAllowed("GET, HEAD"));
    }

    private static Response slow(Request request, int millis) {
        sleep(Duration.ofMillis(millis)).await();
        return reading(request, Response.text(Status.OK, "at last\n")).await();
    }

    private static Response echo(Request request) {
        return switch (request.method()) {
            case "POST", "PUT" ->
                    Response.of(
                            Status.OK,
                            Objects.requireNonNullElse(
                                    request.headers().first("Content-Type"),
                                    "application/octet-stream"),
                            request.body());
            default -> notAllowed("POST, PUT");
        };
    }

    private static Response notAllowed(String methods) {
        return Response.text(Status.METHOD_NOT_ALLOWED, "use one of " + methods + "\n")
                .with("Allow", methods);
    }

    private List<Integer> neighbours(int number) {
        return IntStream.of(2 * number, 2 * number + 1, number / 2)
                .filter(it -> 1 <= it && it <= pages)
                .boxed()
                .toList();
    }

    private static Response page(String title, List<Integer> links) {
        var text = new StringBuilder();
        text.append("<!doctype html>\n<title>").append(title).append("</title>\n");
        text.append("<h1>").append(title).append("</h1>\n<ul>\n");
        for (int link : links) {
            text.append("<li><a href=\"/page/%1$d\">page %1$d</a>\n".formatted(link));
        }
        return Response.html(text.append("</ul>\n").toString());
    }

    private static Iterable<byte[]> lines(int count) {
        return () -> numbered(count);
    }

    private static Iterator<byte[]> numbered(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(it -> ("line " + it + "\n").getBytes(StandardCharsets.US_ASCII))
                .iterator();
    }
}
