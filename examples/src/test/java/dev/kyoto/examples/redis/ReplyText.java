package dev.kyoto.examples.redis;

import java.util.ArrayList;
import java.util.List;

/** Shows replies as {@code redis-cli --no-raw} does, so that its output can be compared with. */
final class ReplyText {
    private ReplyText() {}

    static String of(Reply reply) {
        return of(reply, "");
    }

    private static String of(Reply reply, String indent) {
        return switch (reply) {
            case Reply.Simple(var text) -> text;
            case Reply.Failure(var text) -> "(error) " + text.replace('\r', ' ').replace('\n', ' ');
            case Reply.Int(var value) -> "(integer) " + value;
            case Reply.Bulk(var value) -> quoted(value.array());
            case Reply.NullBulk() -> "(nil)";
            case Reply.NullArray() -> "(nil)";
            case Reply.Array(var items) -> array(items, indent);
            case Reply.Several(var items) ->
                    String.join("\n", items.stream().map(ReplyText::of).toList());
        };
    }

    private static String array(List<Reply> items, String indent) {
        if (items.isEmpty()) {
            return "(empty array)";
        }
        int digits = Integer.toString(items.size()).length();
        var inner = indent + " ".repeat(digits + 2);
        var lines = new ArrayList<String>();
        for (int i = 0; i < items.size(); i++) {
            var number = ("%" + digits + "d) ").formatted(i + 1);
            lines.add((i == 0 ? "" : indent) + number + of(items.get(i), inner));
        }
        return String.join("\n", lines);
    }

    private static String quoted(byte[] bytes) {
        var text = new StringBuilder("\"");
        for (byte b : bytes) {
            switch (b) {
                case '\\', '"' -> text.append('\\').append((char) b);
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case 0x07 -> text.append("\\a");
                case '\b' -> text.append("\\b");
                default -> {
                    if (b >= ' ' && b <= '~') {
                        text.append((char) b);
                    } else {
                        text.append("\\x%02x".formatted(b));
                    }
                }
            }
        }
        return text.append('"').toString();
    }
}
