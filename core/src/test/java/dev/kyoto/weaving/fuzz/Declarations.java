package dev.kyoto.weaving.fuzz;

import static dev.kyoto.weaving.fuzz.Dice.way;

import dev.kyoto.weaving.fuzz.Scope.Access;
import java.util.List;

/** Writes statements that declare: locals in all ways, local classes, lambdas, futures. */
final class Declarations {
    private final Pen pen;
    private final Statements statements;
    private final Dice dice;

    Declarations(Pen pen, Statements statements) {
        this.pen = pen;
        this.statements = statements;
        dice = pen.dice;
    }

    Code of(Scope scope, int depth) {
        boolean awaits = scope.awaits() && pen.budget().hasAwaits();
        return dice.choose(
                way(20, () -> local(scope)),
                way(5, () -> assignedInBranches(scope, depth)),
                way(awaits ? 4 : 0, () -> storedFuture(scope, depth)),
                way(scope.localClasses() ? 3 : 0, () -> localRecord(scope)),
                way(scope.localClasses() ? 3 : 0, () -> localClass(scope)),
                way(4, () -> lambda(scope)),
                way(3, () -> requiredType(scope)));
    }

    private Code local(Scope scope) {
        var access = dice.chance(60) ? Access.MUTABLE : Access.FINAL;
        return Code.completing(statements.declaration(scope, pen.expressions.anyType(), access));
    }

    /** A local without a value at first: what is live before is less than what is declared. */
    private Code assignedInBranches(Scope scope, int depth) {
        var type = pen.expressions.anyType();
        var name = pen.name("u");
        var condition = pen.expressions.condition(scope);
        var first = assigning(name, type, scope, depth);
        var second = assigning(name, type, scope, depth);
        var declaration = "%s %s;\n".formatted(type.java, name);
        var number = pen.expressions.of(Type.INT, scope);
        var access = dice.chance(50) ? Access.MUTABLE : Access.FINAL;
        scope.declare(name, type, access);
        if (dice.chance(30)) {
            return new Code(
                    declaration
                            + "switch (%s & 1) {\ncase 0 -> %s\ndefault -> %s\n}"
                                    .formatted(number, first.text(), second.text()),
                    first.completes() || second.completes());
        }
        return new Code(
                declaration
                        + "if (%s) %s else %s".formatted(condition, first.text(), second.text()),
                first.completes() || second.completes());
    }

    private Code assigning(String name, Type type, Scope outer, int depth) {
        var scope = outer.inner();
        var assignment =
                "%s = %s;\n"
                        .formatted(
                                name, Expressions.exactly(type, pen.expressions.of(type, scope)));
        scope.declare(name, type, Access.COUNTER);
        var code = dice.chance(50) ? statements.block(scope, depth) : Code.completing("");
        return new Code("{\n" + assignment + code.text() + "}", code.completes());
    }

    /** Made here, awaited a few statements later. */
    private Code storedFuture(Scope scope, int depth) {
        pen.budget().takeAwait();
        var type = pen.expressions.anyType();
        var name = pen.name("later");
        var future = dice.chance(50) ? "var" : "Future<%s>".formatted(type.boxed);
        var made =
                "%s %s = f((%s) %s);\n"
                        .formatted(future, name, type.java, pen.expressions.of(type, scope));
        var between = statements.sequence(scope, depth, dice.between(0, 2));
        if (!between.completes()) {
            return Code.leaving(made + between.text());
        }
        var value = pen.name("v");
        scope.declare(value, type, Access.FINAL);
        return Code.completing(
                "%s%s%s %s = %s.await();".formatted(made, between.text(), type.java, value, name));
    }

    private Code localRecord(Scope scope) {
        var type = pen.expressions.anyType();
        var name = pen.name("Local");
        var instance =
                "new %s(%s, %s)"
                        .formatted(
                                name,
                                pen.expressions.of(type, scope),
                                pen.expressions.of(Type.LONG, scope));
        return Code.completing(
                """
                record %s(%s some, long other) {
                String text() { return show(some) + other; }
                }
                log(%s.text());"""
                        .formatted(name, type.java, instance));
    }

    /** Its constructor gets what it captures as further arguments. */
    private Code localClass(Scope scope) {
        var name = pen.name("Local");
        var type = pen.expressions.anyType();
        var inside = scope.ofLambda();
        var base = dice.chance(50) ? "Frail" : null;
        var arguments =
                pen.expressions.arguments(List.of(Type.INT, Type.LONG, Type.STRING), scope, 2);
        return Code.completing(
                """
                class %s%s {
                final %s kept = %s;
                %s(int a, long b, String c) { %s log(c + a + b); }
                String text() { return show(kept) + show(%s); }
                }
                log(new %s(%s).text());"""
                        .formatted(
                                name,
                                base == null ? "" : " extends " + base,
                                type.java,
                                pen.expressions.of(type, inside, 2),
                                name,
                                base == null ? "" : "super(a, b, c);",
                                pen.expressions.of(pen.expressions.anyType(), inside, 2),
                                name,
                                arguments));
    }

    /** A lambda that is called now and, where it is a loop, again. */
    private Code lambda(Scope scope) {
        var type = pen.expressions.anyType();
        var name = pen.name("fn");
        var inside = scope.ofLambda();
        var parameter = inside.declare(pen.name("a"), Type.OBJECT, Access.FINAL).name();
        var lambda =
                "Function<Object, %s> %s = %s -> %s;\n"
                        .formatted(
                                type.boxed,
                                name,
                                parameter,
                                Expressions.exactly(type, pen.expressions.of(type, inside, 2)));
        var argument = pen.expressions.of(Type.OBJECT, scope, 2);
        var value = pen.name("v");
        scope.declare(value, type, Access.MUTABLE);
        return Code.completing(
                "%s%s %s = %s.apply(%s);".formatted(lambda, type.java, value, name, argument));
    }

    /** A pattern whose variable is in scope after the statement. */
    private Code requiredType(Scope scope) {
        var type = dice.of(Type.STRING, Type.BOXED_INT, Type.POINT);
        var name = pen.name("p");
        var tested = pen.expressions.of(Type.OBJECT, scope);
        var leaving =
                scope.returns() != null && dice.chance(60)
                        ? "return %s;"
                                .formatted(
                                        Expressions.exactly(
                                                scope.returns(),
                                                pen.expressions.of(scope.returns(), scope)))
                        : "throw new Boom(\"no " + type.java + "\");";
        if (dice.chance(85)) {
            // Tested for real in few programs only, as most would end here.
            var value = pen.expressions.of(type, scope);
            tested = "hide(" + value + ")";
        }
        scope.declare(name, type, Access.FINAL);
        return Code.completing(
                "if (!((Object) %s instanceof %s %s)) {\n%s\n}"
                        .formatted(tested, type.java, name, leaving));
    }
}
