package dev.kyoto.weaving;

import static dev.kyoto.weaving.Row.row;

import dev.kyoto.future.AsyncCallable;
import dev.kyoto.weaving.far.Ancestor;
import java.util.ArrayList;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Bodies that use what they reach only by inheritance: protected members, super calls. */
final class InheritanceMatrixTest extends MatrixSuite {

    @Override
    Stream<Row> rows() {
        return Stream.of(
                row("protected fields of another package", w -> new Descendant(w).fields()),
                row("protected methods of another package", w -> new Descendant(w).methods()),
                row("protected static members", w -> new Descendant(w).statics()),
                row("a protected class of another package", w -> new Descendant(w).nested()),
                row("calls of super", w -> new Descendant(w).supers()),
                row("calls of super in a lambda", w -> new Descendant(w).superLambdas()),
                row("calls of the super of an interface", w -> new Descendant(w).interfaceSupers()),
                row("a protected final method that awaits", w -> new Descendant(w).awaiting()),
                row("protected members of an outer class", w -> new Descendant(w).inner()),
                row("Object.clone of an array", w -> () -> w.f(new int[] {1, 2}).await().clone()),
                row("protected Object.clone", w -> new Descendant(w).cloning()),
                row(
                        "methods that override each other",
                        w ->
                                () -> {
                                    Ancestor a = w.f(new Descendant(w)).await();
                                    return a.toString() + w.f(1).await() + a;
                                }));
    }

    private interface Named {
        default String named() {
            return "named";
        }
    }

    private interface Called {
        default String named() {
            return "called";
        }
    }

    private static final class Descendant extends Ancestor implements Named, Called, Cloneable {
        private final World w;

        Descendant(World w) {
            super(3);
            this.w = w;
        }

        @Override
        protected String method(int n) {
            return "descendant" + n;
        }

        @Override
        public String named() {
            return "both";
        }

        @Override
        public String toString() {
            return "Descendant of " + super.toString();
        }

        AsyncCallable<Object> fields() {
            return () -> {
                field = w.f(4).await();
                field += w.f(10).await();
                this.wide *= w.f(2L).await();
                super.field++;
                return field * wide++ + w.f(1).await() + wide;
            };
        }

        AsyncCallable<Object> methods() {
            return () -> method(w.f(1).await()) + this.method(w.f(2).await());
        }

        AsyncCallable<Object> statics() {
            return () -> {
                shared = w.f(5).await();
                Ancestor.shared += w.f(6).await();
                return staticMethod(w.f("s").await()) + Ancestor.staticMethod("t") + shared;
            };
        }

        AsyncCallable<Object> nested() {
            return () -> new Nested(w.f(1).await()) + "" + new Ancestor.Nested(w.f(2).await()) {};
        }

        AsyncCallable<Object> supers() {
            return () ->
                    super.method(w.f(1).await())
                            + method(w.f(2).await())
                            + super.toString()
                            + w.f(super.method(3)).await();
        }

        AsyncCallable<Object> superLambdas() {
            return () -> {
                IntFunction<String> method = super::method;
                Supplier<String> text = () -> super.toString() + super.wide;
                return method.apply(w.f(1).await()) + text.get() + w.f(2).await();
            };
        }

        AsyncCallable<Object> interfaceSupers() {
            return () ->
                    Named.super.named()
                            + w.f(1).await()
                            + Called.super.named()
                            + w.f(named()).await();
        }

        AsyncCallable<Object> awaiting() {
            return () -> await(w.f(1)) * 10 + this.await(w.f(2)) + w.f(3).await();
        }

        AsyncCallable<Object> inner() {
            class Inner {
                AsyncCallable<Object> body() {
                    return () -> {
                        var all = new ArrayList<Object>();
                        all.add(field + w.f(1).await());
                        Descendant.this.field = w.f(8).await();
                        all.add(Descendant.this.field);
                        all.add(Descendant.super.method(w.f(2).await()));
                        return all;
                    };
                }
            }
            return new Inner().body();
        }

        @SuppressWarnings("serial") // nothing is serialized, so nobody gets at clone() that way
        AsyncCallable<Object> cloning() {
            return () -> {
                var copy = (Descendant) super.clone();
                copy.field = w.f(50).await();
                return field + ((Descendant) clone()).field + copy.field;
            };
        }
    }
}
