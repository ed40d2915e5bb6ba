package dev.kyoto.weaving.fuzz;

/**
 * The types that all programs of a batch share, as text: they are compiled into the programs' own
 * loader, as code of the user's that may be woven along.
 */
final class Kit {
    static final String NAME = "Kit";

    static final String IMPORTS =
            """
            import static dev.kyoto.weaving.fuzz.Ambience.*;
            import dev.kyoto.Kyoto;
            import dev.kyoto.future.AsyncCallable;
            import dev.kyoto.future.Future;
            import dev.kyoto.weaving.fuzz.Ambience;
            import dev.kyoto.weaving.fuzz.FuzzProgram;
            import dev.kyoto.weaving.fuzz.Leaf;
            import java.util.*;
            import java.util.function.*;
            """;

    static final String TEXT =
            """
            package fuzzed;
            %s
            enum Color {
                RED, GREEN { @Override int weight() { return 7; } }, BLUE;

                int weight() { return ordinal(); }
            }

            record Point(int x, long y) {
                int later() {
                    int first = f(x).await();
                    return first + (int) (long) f(y).await();
                }
            }

            record Pair(Object left, Shape right) {}

            sealed interface Shape {
                int size();
            }

            record Circle(int r) implements Shape {
                @Override public int size() { return r; }
            }

            record Box(Point corner, double side) implements Shape {
                @Override public int size() { return (int) side; }
            }

            record Tag(String name, Shape inner) implements Shape {
                @Override public int size() { return name.length(); }
            }

            final class Boom extends RuntimeException {
                Boom(String message) { super(cut(message)); }
            }

            /** Its constructor fails for some arguments. */
            class Frail {
                final int a;
                final long b;
                final String c;

                Frail(int a, long b, String c) {
                    if (Math.floorMod(a, 7) == 3) {
                        throw new Boom("frail " + a);
                    }
                    this.a = a;
                    this.b = b;
                    this.c = c;
                    log("frail " + a + " " + b + " " + c);
                }

                int height() { return a + (int) b + String.valueOf(c).length(); }
            }

            /** Opens and closes audibly; closing awaits, and fails for some names. */
            final class Resource implements AutoCloseable {
                private final String name;

                Resource(String name) {
                    this.name = cut(String.valueOf(name));
                    if (this.name.length() %% 7 == 6) {
                        throw new Boom("open " + this.name);
                    }
                    log("open " + this.name);
                }

                String name() { return name; }

                @Override public void close() {
                    log("close " + name);
                    int size = f(name.length()).await();
                    if (size %% 5 == 4) {
                        throw new Boom("close " + name);
                    }
                    log("closed " + name);
                }
            }
            """
                    .formatted(IMPORTS);

    private Kit() {}
}
