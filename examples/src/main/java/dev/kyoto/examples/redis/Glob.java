package dev.kyoto.examples.redis;

/**
 * Redis's glob patterns over bytes: {@code *}, {@code ?}, {@code [abc]}, {@code [^a-z]} and
 * backslash escapes.
 *
 * <p>Only the last star is ever retried, so the time is bounded by the product of both lengths: a
 * pattern full of stars cannot hold up the other clients.
 */
final class Glob {
    private final byte[] pattern;

    Glob(byte[] pattern) {
        this.pattern = pattern;
    }

    boolean matches(byte[] text) {
        int p = 0;
        int t = 0;
        int afterStar = -1;
        int retryAt = 0;
        while (t < text.length) {
            if (p < pattern.length && pattern[p] == '*') {
                p++;
                afterStar = p;
                retryAt = t;
                continue;
            }
            int next = p < pattern.length ? matchOne(p, text[t]) : -1;
            if (next >= 0) {
                p = next;
                t++;
            } else if (afterStar >= 0) {
                p = afterStar;
                retryAt++;
                t = retryAt;
            } else {
                return false;
            }
        }
        while (p < pattern.length && pattern[p] == '*') {
            p++;
        }
        return p == pattern.length;
    }

    /** Where the pattern goes on if the element at {@code p} takes this byte, else -1. */
    private int matchOne(int p, byte actual) {
        return switch (pattern[p]) {
            case '?' -> p + 1;
            case '[' -> matchClass(p + 1, actual);
            case '\\' -> {
                int literal = p + 1 < pattern.length ? p + 1 : p;
                yield pattern[literal] == actual ? literal + 1 : -1;
            }
            default -> pattern[p] == actual ? p + 1 : -1;
        };
    }

    /** Matches a bracket class that begins at {@code p}; one that never closes ends the pattern. */
    private int matchClass(int p, byte actual) {
        int i = p;
        boolean negated = i < pattern.length && pattern[i] == '^';
        if (negated) {
            i++;
        }
        boolean found = false;
        while (i < pattern.length && pattern[i] != ']') {
            if (pattern[i] == '\\' && i + 1 < pattern.length) {
                found |= pattern[i + 1] == actual;
                i += 2;
            } else if (i + 2 < pattern.length && pattern[i + 1] == '-') {
                found |= inRange(pattern[i] & 0xff, pattern[i + 2] & 0xff, actual & 0xff);
                i += 3;
            } else {
                found |= pattern[i] == actual;
                i++;
            }
        }
        return found == negated ? -1 : Math.min(i + 1, pattern.length);
    }

    private static boolean inRange(int from, int to, int actual) {
        return from <= to ? from <= actual && actual <= to : to <= actual && actual <= from;
    }
}
