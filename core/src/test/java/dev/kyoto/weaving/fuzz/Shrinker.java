package dev.kyoto.weaving.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Makes a failing program smaller, as long as it still fails: removes lines, takes statements out of
 * what is around them, and puts plain values in the place of expressions.
 *
 * <p>It knows nothing of Java but braces and parentheses; what does not compile does not fail.
 */
final class Shrinker {
    private static final String FUEL = "fuel()";

    private final Predicate<String> fails;
    private int attemptsLeft;

    /** Asks the predicate at most so many times. */
    Shrinker(Predicate<String> fails, int attempts) {
        this.fails = fails;
        this.attemptsLeft = attempts;
    }

    String shrunk(String text) {
        var best = text;
        String before;
        do {
            before = best;
            best = withoutChunks(best);
            best = withoutWrapping(best);
            best = withPlainValues(best);
        } while (!best.equals(before) && attemptsLeft > 0);
        return Layout.indented(best);
    }

    private boolean stillFails(String text) {
        return attemptsLeft-- > 0 && fails.test(text);
    }

    /** Without runs of lines, long ones first. */
    private String withoutChunks(String text) {
        var lines = new ArrayList<>(text.lines().toList());
        for (int length = lines.size() / 2; length > 0; length = length * 2 / 3) {
            for (int from = 0; from + length <= lines.size(); from++) {
                var chunk = lines.subList(from, from + length);
                if (isWhole(chunk)) {
                    var rest = new ArrayList<>(lines.subList(0, from));
                    rest.addAll(lines.subList(from + length, lines.size()));
                    if (stillFails(String.join("\n", rest))) {
                        lines = rest;
                    }
                }
            }
        }
        return String.join("\n", lines);
    }

    /**
     * Braces are balanced, and no loop or method that stays loses the end that its fuel is. It may
     * begin with a further part of a statement, as {@code catch} is.
     */
    private static boolean isWhole(List<String> chunk) {
        int depth = 0;
        for (int i = 0; i < chunk.size(); i++) {
            var line = chunk.get(i).strip();
            boolean isFurtherPart = i == 0 && line.startsWith("} ") && line.endsWith("{");
            if (depth == 0
                    && !isFurtherPart
                    && (line.startsWith("}") || line.contains("!" + FUEL))) {
                return false;
            }
            depth += Layout.balance(line);
            if (depth < 0) {
                return false;
            }
        }
        return depth == 0;
    }

    /** Without a line that opens a brace, the one that closes it, and further parts after that. */
    private String withoutWrapping(String text) {
        var lines = new ArrayList<>(text.lines().toList());
        for (int from = 0; from < lines.size(); from++) {
            int to = closing(lines, from);
            if (to < 0) {
                continue;
            }
            int end = to;
            while (end >= 0 && lines.get(end).endsWith("{")) {
                end = closing(lines, end);
            }
            if (end < 0) {
                continue;
            }
            var rest = new ArrayList<>(lines);
            rest.subList(to, end + 1).clear();
            rest.remove(from);
            // A loop that is no loop any more has a break too many.
            if (from < rest.size() && rest.get(from).strip().equals("if (!fuel()) break;")) {
                rest.remove(from);
            }
            if (stillFails(String.join("\n", rest))) {
                lines = rest;
                from--;
            }
        }
        return String.join("\n", lines);
    }

    private static int closing(List<String> lines, int from) {
        if (!lines.get(from).endsWith("{")) {
            return -1;
        }
        int depth = 1;
        for (int i = from + 1; i < lines.size(); i++) {
            if (depth == 1 && lines.get(i).strip().startsWith("}")) {
                return i;
            }
            depth += Layout.balance(lines.get(i));
        }
        return -1;
    }

    /** With something simple where there is {@code ((int) ...)} and the like. */
    private String withPlainValues(String text) {
        var best = text;
        for (var type : Type.ALL) {
            var start = "((" + type.java + ") ";
            for (int from = best.indexOf(start); from >= 0; from = best.indexOf(start, from + 1)) {
                best = simplified(best, type, from);
            }
        }
        return best;
    }

    private String simplified(String text, Type type, int from) {
        int to = closingParenthesis(text, from);
        var group = text.substring(from, to);
        if (group.contains(FUEL)) {
            return text;
        }
        var candidates = new ArrayList<String>();
        candidates.add(type.plainValue());
        if (type == Type.BOOLEAN) {
            candidates.add("true");
        }
        int inner = group.indexOf("((" + type.java + ") ", 1);
        if (inner > 0) {
            candidates.add(group.substring(inner, closingParenthesis(group, inner)));
        }
        for (var candidate : candidates) {
            var shorter = text.substring(0, from) + candidate + text.substring(to);
            if (shorter.length() < text.length() && stillFails(shorter)) {
                return shorter;
            }
        }
        return text;
    }

    /** The place after the parenthesis that closes the one at a place. */
    private static int closingParenthesis(String text, int from) {
        int depth = 0;
        for (int i = from; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '(' -> depth++;
                case ')' -> depth--;
                default -> {}
            }
            if (depth == 0) {
                return i + 1;
            }
        }
        throw new IllegalArgumentException("unbalanced from " + from + " on: " + text);
    }
}
