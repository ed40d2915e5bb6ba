package dev.kyoto.weaving.fuzz;

import dev.kyoto.weaving.fuzz.Scope.Access;
import dev.kyoto.weaving.fuzz.Scope.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes methods that are woven along when the body calls them: each of a kind whose target is known
 * where it is called.
 */
final class Members {

    /** Where a method stands, and how it is called. */
    private enum Place {
        PRIVATE_STATIC("%s"),
        PRIVATE_INSTANCE("%s"),
        FINAL_CLASS("new In_%1$s(2).%1$s"),
        FINAL_CLASS_STATIC("In_%1$s.%1$s"),
        RECORD("new In_%1$s(3, \"r\").%1$s"),
        INTERFACE_PRIVATE("((In_%1$s) new In_%1$s() {}).%1$s"),
        INTERFACE_STATIC("In_%1$s.%1$s");

        final String call;

        Place(String call) {
            this.call = call;
        }
    }

    private final Pen pen;
    private final Dice dice;
    private final List<Variable> statics;
    private final List<Variable> fields;

    Members(Pen pen, List<Variable> statics, List<Variable> fields) {
        this.pen = pen;
        this.statics = statics;
        this.fields = fields;
        dice = pen.dice;
    }

    String some(int count) {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(one()).append('\n');
        }
        return text.toString();
    }

    private String one() {
        pen.grant(dice.between(8, 45), dice.between(2, 12));
        var place = dice.of(Place.values());
        var name = pen.name("m");
        var returns = dice.of(Type.ALL);
        var parameters = new ArrayList<Type>();
        for (int i = dice.between(0, 5); i > 0; i--) {
            parameters.add(dice.of(Type.ALL));
        }
        boolean isInstance = place == Place.PRIVATE_INSTANCE;
        boolean awaits = dice.chance(85);
        // Known before its body is written, so it may call itself; fuel ends that.
        pen.methods.add(
                new Method(place.call.formatted(name), returns, parameters, isInstance, awaits));
        var scope = Scope.ofMethod(returns, isInstance ? fields : statics, isInstance);
        var named =
                parameters.stream()
                        .map(it -> scope.declare(pen.name("a"), it, access()))
                        .map(it -> it.type().java + " " + it.name())
                        .collect(Collectors.joining(", "));
        declareOwnFields(place, scope);
        var head = "%s %s(%s)".formatted(returns.java, name, named);
        var body = body(awaits ? scope : scope.withoutAwaits(), returns);
        return placed(place, name, head, body);
    }

    private Access access() {
        return dice.chance(60) ? Access.MUTABLE : Access.FINAL;
    }

    private static void declareOwnFields(Place place, Scope scope) {
        switch (place) {
            case FINAL_CLASS -> scope.declare("own", Type.INT, Access.FIELD);
            case RECORD -> {
                scope.declare("own", Type.INT, Access.FINAL);
                scope.declare("label", Type.STRING, Access.FINAL);
            }
            default -> {}
        }
    }

    private String body(Scope scope, Type returns) {
        var text = pen.statements.returning(scope, returns, dice.between(1, 3));
        return "{\nif (!fuel()) return %s;\n%s".formatted(returns.plainValue(), text.substring(2));
    }

    private String placed(Place place, String name, String head, String body) {
        var method = head + " " + body;
        return switch (place) {
            case PRIVATE_STATIC -> "private static " + method;
            case PRIVATE_INSTANCE -> "private " + method;
            case FINAL_CLASS ->
                    """
                    static final class In_%1$s {
                    private int own;
                    In_%1$s(int own) { this.own = own; }
                    %2$s%3$s
                    }"""
                            .formatted(name, dice.of("", "private "), method);
            case FINAL_CLASS_STATIC ->
                    "static final class In_%s {\nprivate static %s\n}".formatted(name, method);
            case RECORD ->
                    "private record In_%s(int own, String label) {\n%s%s\n}"
                            .formatted(name, dice.of("", "private ", "public "), method);
            case INTERFACE_PRIVATE -> "interface In_%s {\nprivate %s\n}".formatted(name, method);
            case INTERFACE_STATIC ->
                    "interface In_%s {\n%sstatic %s\n}"
                            .formatted(name, dice.of("", "private "), method);
        };
    }
}
