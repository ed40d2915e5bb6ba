package dev.kyoto.weaving.fuzz;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of code may use where it stands: names, jumps, return, await.
 *
 * <p>An inner scope is a copy, so that what is declared in it ends with it.
 */
final class Scope {

    /** Who may assign a variable, and hence who may capture it. */
    enum Access {
        /** A local that may be assigned anywhere, and hence not be captured. */
        MUTABLE,
        /** A local that only its loop assigns. */
        COUNTER,
        /** A local that is assigned once, and may be captured. */
        FINAL,
        /** A field: assigned and used everywhere. */
        FIELD
    }

    record Variable(String name, Type type, Access access) {
        boolean isAssignable() {
            return access == Access.MUTABLE || access == Access.FIELD;
        }

        boolean isCapturable() {
            return access == Access.FINAL || access == Access.FIELD;
        }
    }

    /** A statement that can be left by name, or by {@code break} alone. */
    record Target(@Nullable String label, boolean isLoop, boolean isInnermost) {}

    private final List<Variable> variables;
    private List<Target> targets = List.of();
    private @Nullable Type returns;
    private boolean awaits = true;
    private boolean checked;
    private boolean tries = true;
    private boolean localClasses = true;

    /** Whether {@code this} is the program. */
    private boolean hasThis;

    Scope() {
        variables = new ArrayList<>();
    }

    private Scope(Scope outer, Predicate<Variable> visible) {
        variables = new ArrayList<>(outer.variables.stream().filter(visible).toList());
        targets = outer.targets;
        returns = outer.returns;
        awaits = outer.awaits;
        checked = outer.checked;
        tries = outer.tries;
        localClasses = outer.localClasses;
        hasThis = outer.hasThis;
    }

    /** The scope of a method or of the body of a block. */
    static Scope ofMethod(Type returns, List<Variable> variables, boolean hasThis) {
        var scope = new Scope();
        scope.variables.addAll(variables);
        scope.returns = returns;
        scope.hasThis = hasThis;
        return scope;
    }

    Scope inner() {
        return new Scope(this, _ -> true);
    }

    /** Of a switch expression, which nothing but {@code yield} and exceptions may leave. */
    Scope ofSwitchExpression() {
        var scope = inner();
        scope.targets = List.of();
        scope.returns = null;
        return scope;
    }

    /**
     * Of a switch expression inside another expression. There javac 25 fails at a {@code try} if a
     * long or double is on the operand stack; and after a pattern at a local record, even if that
     * is inside a lambda.
     */
    Scope withoutTries() {
        var scope = inner();
        scope.tries = false;
        scope.localClasses = false;
        return scope;
    }

    /** Of a guard, which sees what a lambda may capture, and assigns nothing. */
    Scope ofGuard() {
        var scope = captured().withoutTries();
        scope.variables.replaceAll(it -> new Variable(it.name, it.type, Access.FINAL));
        return scope;
    }

    private Scope captured() {
        return new Scope(this, Variable::isCapturable).ofSwitchExpression();
    }

    /** Of the body of a lambda or a local class that does not await. */
    Scope ofLambda() {
        var scope = captured();
        scope.awaits = false;
        scope.checked = false;
        scope.tries = true;
        return scope;
    }

    /** Of the body of an async block inside another. */
    Scope ofBlock(Type returns) {
        var scope = captured();
        scope.returns = returns;
        scope.awaits = true;
        scope.checked = true;
        scope.tries = true;
        return scope;
    }

    Scope withoutAwaits() {
        var scope = inner();
        scope.awaits = false;
        return scope;
    }

    Scope withChecked() {
        var scope = inner();
        scope.checked = true;
        return scope;
    }

    /** Inside a statement that can be left; only the innermost needs no label. */
    Scope within(@Nullable String label, boolean isLoop) {
        var scope = inner();
        var inside = new ArrayList<>(named());
        inside.add(new Target(label, isLoop, true));
        scope.targets = inside;
        return scope;
    }

    /** The targets as seen from inside a further statement. */
    private List<Target> named() {
        return targets.stream()
                .filter(it -> it.label != null)
                .map(it -> new Target(it.label, it.isLoop, false))
                .toList();
    }

    /** Inside a switch statement, where {@code break} alone means the switch. */
    Scope withinSwitch() {
        var scope = inner();
        scope.targets = named();
        return scope;
    }

    Variable declare(String name, Type type, Access access) {
        var variable = new Variable(name, type, access);
        variables.add(variable);
        return variable;
    }

    List<Variable> ofType(Type type) {
        return variables.stream().filter(it -> it.type == type).toList();
    }

    List<Variable> assignable(Predicate<Type> types) {
        return variables.stream().filter(it -> it.isAssignable() && types.test(it.type)).toList();
    }

    boolean assignsFields() {
        return variables.stream().anyMatch(it -> it.access == Access.FIELD);
    }

    List<Variable> locals() {
        return variables.stream().filter(it -> it.access != Access.FIELD).toList();
    }

    List<Target> targets() {
        return targets;
    }

    /** What {@code return} gives, or null where it is not allowed. */
    @Nullable Type returns() {
        return returns;
    }

    boolean awaits() {
        return awaits;
    }

    /** Whether a checked exception may be thrown. */
    boolean isChecked() {
        return checked;
    }

    /** Whether {@code try} and {@code synchronized} may be used. */
    boolean tries() {
        return tries;
    }

    boolean localClasses() {
        return localClasses;
    }

    boolean hasThis() {
        return hasThis;
    }
}
