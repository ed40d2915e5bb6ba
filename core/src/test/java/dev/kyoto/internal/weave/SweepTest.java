package dev.kyoto.internal.weave;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import org.assertj.core.api.Assertions;
import org.eclipse.jdt.core.compiler.batch.BatchCompiler;
import org.junit.jupiter.api.Test;

/** Strangers' code, woven and verified: all methods of java.base and of four large libraries. */
final class SweepTest {
    @Test
    void methodsOfTheJdkAreWovenOrRefused() throws IOException {
        var sweep = new Sweep(false);
        sweep.over(Sweep.module("java.base"));
        check("java.base", sweep);
    }

    @Test
    void methodsOfLibrariesAreWovenOrRefused() throws IOException {
        for (var type :
                new Class<?>[] {
                    BatchCompiler.class, kotlin.Unit.class, Assertions.class, JavaClass.class
                }) {
            var sweep = new Sweep(true);
            sweep.over(Sweep.jarOf(type));
            check(type.getPackageName(), sweep);
        }
    }

    private static void check(String what, Sweep sweep) {
        System.out.printf("sweep of %s: %s%n", what, sweep);
        assertThat(sweep.woven).as("methods woven").isPositive();
        assertThat(sweep.failures).as("of %s", what).isEmpty();
        assertThat(sweep.refused.keySet())
                .as("reasons to refuse a method")
                .isSubsetOf(
                        "inside synchronized",
                        "which is synchronized",
                        "64 KB",
                        "cannot be put off",
                        "of old compilers",
                        "Could not resolve class");
    }
}
