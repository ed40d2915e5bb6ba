package dev.kyoto.weaving.fuzz;

import static dev.kyoto.weaving.fuzz.Dice.way;

import java.util.ArrayList;
import java.util.List;

/** Writes try statements with all their parts, and synchronized blocks. */
final class Guards {
    /** No one a subclass of another, as a multi-catch needs them. */
    private static final List<String> FAILURES =
            List.of(
                    "ArithmeticException",
                    "IllegalStateException",
                    "Boom",
                    "IndexOutOfBoundsException",
                    "NullPointerException",
                    "ClassCastException",
                    "NegativeArraySizeException",
                    "MatchException",
                    "AssertionError");

    private final Pen pen;
    private final Statements statements;
    private final Dice dice;

    Guards(Pen pen, Statements statements) {
        this.pen = pen;
        this.statements = statements;
        dice = pen.dice;
    }

    Code of(Scope scope, int depth) {
        return dice.choose(
                way(10, () -> tryCatch(scope, depth, dice.chance(45))),
                way(4, () -> tryFinally(scope, depth)),
                way(
                        scope.awaits() && pen.budget().hasAwaits() ? 4 : 0,
                        () -> tryWithResources(scope, depth)),
                way(2, () -> locked(scope, depth)));
    }

    private Code tryCatch(Scope scope, int depth, boolean hasFinally) {
        var code = statements.block(scope, depth);
        var handlers = handlers(scope, depth);
        boolean completes = code.completes() || handlers.completes();
        var text = "try {\n%s}%s".formatted(code.text(), handlers.text());
        return hasFinally ? withFinally(text, completes, scope, depth) : new Code(text, completes);
    }

    private Code tryFinally(Scope scope, int depth) {
        var code = statements.block(scope, depth);
        return withFinally("try {\n" + code.text() + "}", code.completes(), scope, depth);
    }

    private Code withFinally(String text, boolean completes, Scope scope, int depth) {
        var cleanup = statements.block(scope, Math.min(depth, 1));
        return new Code(
                "%s finally {\nlog(\"finally\");\n%s}".formatted(text, cleanup.text()),
                completes && cleanup.completes());
    }

    /** From the most special to the most general. */
    private Code handlers(Scope scope, int depth) {
        var text = new StringBuilder();
        boolean completes = false;
        var left = new ArrayList<>(FAILURES);
        for (int i = dice.between(1, 2); i > 0; i--) {
            var caught = left.remove(dice.below(left.size()));
            if (dice.chance(50)) {
                caught += " | " + left.remove(dice.below(left.size()));
            }
            var handler = handler(caught, scope, depth);
            text.append(handler.text());
            completes |= handler.completes();
        }
        if (dice.chance(45)) {
            var all = dice.of("RuntimeException", "Exception", "RuntimeException", "Throwable");
            var handler = handler(all, scope, depth);
            text.append(handler.text());
            completes |= handler.completes();
        }
        return new Code(text.toString(), completes);
    }

    private Code handler(String type, Scope outer, int depth) {
        var scope = outer.inner();
        var name = pen.name("t");
        var code = statements.block(scope, Math.min(depth, 1));
        boolean again =
                code.completes()
                        && !type.equals("Throwable")
                        && dice.chance(10)
                        && (!type.equals("Exception") || scope.isChecked());
        return new Code(
                " catch (%s %s) {\ncaught(%s);\n%s%s}"
                        .formatted(
                                type,
                                name,
                                name,
                                code.text(),
                                again ? "throw " + name + ";\n" : ""),
                code.completes() && !again);
    }

    /** The resources are of a final class, so their close(), which awaits, is known. */
    private Code tryWithResources(Scope scope, int depth) {
        var inside = scope.inner();
        var resources = new ArrayList<String>();
        for (int i = dice.between(1, 2); i > 0; i--) {
            pen.budget().takeAwait();
            var opened = pen.expressions.of(Type.STRING, inside);
            var name = pen.name("r");
            resources.add(
                    "%s %s = new Resource(%s)".formatted(dice.of("var", "Resource"), name, opened));
        }
        var code = statements.block(inside, depth);
        var text = "try (%s) {\n%s}".formatted(String.join("; ", resources), code.text());
        if (dice.chance(40)) {
            return new Code(text, code.completes());
        }
        var handlers = handlers(scope, depth);
        return withHandlers(text, code, handlers, scope, depth);
    }

    private Code withHandlers(String text, Code code, Code handlers, Scope scope, int depth) {
        boolean completes = code.completes() || handlers.completes();
        var both = text + handlers.text();
        return dice.chance(30)
                ? withFinally(both, completes, scope, depth)
                : new Code(both, completes);
    }

    /** Without awaits inside, which would not be weavable. */
    private Code locked(Scope scope, int depth) {
        var lock = dice.of("LOCK", "Color.RED", "hide(\"lock\")");
        var inside = scope.withoutAwaits();
        var code = statements.block(inside, Math.min(depth, 1));
        return new Code("synchronized (%s) {\n%s}".formatted(lock, code.text()), code.completes());
    }
}
