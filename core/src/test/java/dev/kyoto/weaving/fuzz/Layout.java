package dev.kyoto.weaving.fuzz;

/** Makes the text of a program readable: it is generated without indentation. */
final class Layout {

    private Layout() {}

    static String indented(String text) {
        var result = new StringBuilder(text.length() * 2);
        int depth = 0;
        for (var line : text.lines().map(String::strip).toList()) {
            if (line.isEmpty()) {
                continue;
            }
            int closing = line.startsWith("}") ? 1 : 0;
            result.append("    ".repeat(Math.max(0, depth - closing))).append(line).append('\n');
            depth += balance(line);
        }
        return result.toString();
    }

    /** How many braces a line opens beyond those that it closes; texts in programs have none. */
    static int balance(String line) {
        int balance = 0;
        for (int i = 0; i < line.length(); i++) {
            switch (line.charAt(i)) {
                case '{' -> balance++;
                case '}' -> balance--;
                default -> {}
            }
        }
        return balance;
    }
}
