package dev.kyoto.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kyoto.future.BlockMode;
import dev.kyoto.future.Context;
import dev.kyoto.future.Future;
import dev.kyoto.future.Poll;
import dev.kyoto.future.Waker;
import dev.kyoto.internal.block.Blocks;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks of methods that are known by reflection alone. */
class MethodBodyTest {

    /** A value from outside. */
    private static final class Gate implements Future<String> {
        private String value;

        @Override
        public Poll<String> poll(Context cx) {
            return value == null ? Poll.pending() : Poll.ready(value);
        }
    }

    /** Not final, and neither is its method, which a subclass overrides. */
    static class Base {
        final List<String> seen = new ArrayList<>();

        void test(Gate gate, int count) {
            for (int i = 0; i < count; i++) {
                seen.add(gate.await() + i);
            }
        }

        @SuppressWarnings("UnusedMethod") // called by reflection
        private void secret(Gate gate) {
            seen.add(gate.await());
        }

        static void shared() {}

        int valued() {
            return 1;
        }
    }

    static final class Derived extends Base {
        @Override
        void test(Gate gate, int count) {
            seen.add("derived " + gate.await());
        }
    }

    private static Method method(Class<?> type, String name) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(it -> it.getName().equals(name) && !it.isSynthetic())
                .findFirst()
                .orElseThrow();
    }

    private static List<String> run(Base test, Class<?> type, String name, Object... more) {
        var gate = new Gate();
        var arguments = new ArrayList<Object>(List.of(gate));
        arguments.addAll(List.of(more));
        var block = Blocks.of(method(type, name), test, arguments, BlockMode.WOVEN);
        assertThat(block).isNotNull();
        var cx = Context.of(Waker.noop());
        assertThat(block.poll(cx).isPending()).isTrue();
        gate.value = "v";
        assertThat(block.poll(cx).isReady()).isTrue();
        return test.seen;
    }

    @Test
    void aMethodIsWovenAndBoundToItsArguments() {
        assertThat(run(new Base(), Base.class, "test", 2)).containsExactly("v0", "v1");
        assertThat(run(new Base(), Base.class, "secret")).containsExactly("v");
    }

    @Test
    void theVeryMethodRunsThatWasFound() {
        assertThat(run(new Derived(), Derived.class, "test", 1)).containsExactly("derived v");
        assertThat(run(new Derived(), Base.class, "test", 1)).containsExactly("v0");
    }

    @Test
    void aClassThatIsNotOpenToKyotoGivesNothing() {
        var method = method(ArrayList.class, "clear");
        assertThat(Blocks.of(method, new ArrayList<>(), List.of(), BlockMode.AUTO)).isNull();
    }

    @Test
    void whatIsNoBodyIsRefused() {
        for (var name : List.of("shared", "valued")) {
            assertThatThrownBy(
                            () ->
                                    Blocks.of(
                                            method(Base.class, name),
                                            new Base(),
                                            List.of(),
                                            BlockMode.AUTO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(name);
        }
    }
}
