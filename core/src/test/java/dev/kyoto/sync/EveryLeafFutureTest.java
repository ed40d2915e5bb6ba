package dev.kyoto.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.kyoto.future.Context;
import dev.kyoto.future.Poll;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * No leaf future of this package is left out of the every-step tests: each is the subject of a
 * {@link World}.
 *
 * <p>The worlds are found by calling the test factories of this package, whichever they are; so a
 * new one need not be named here.
 */
class EveryLeafFutureTest {

    @Test
    void isCancelledAtEveryStep() throws Exception {
        runAllFactories();
        var leaves = leafFutures(new ClassFileImporter().importPath(Path.of("target", "classes")));
        assertThat(leaves).as("leaf futures found").hasSizeGreaterThan(10);
        assertThat(uncovered(leaves, EveryStep.subjects()))
                .as("leaf futures that are the subject of no World; write one for each")
                .isEmpty();
    }

    @Test
    void oneThatIsLeftOutIsFound() {
        var leaves = leafFutures(new ClassFileImporter().importClasses(LeftOut.class));
        assertThat(uncovered(leaves, EveryStep.subjects()))
                .singleElement()
                .asString()
                .endsWith("EveryLeafFutureTest$LeftOut");
    }

    /** A leaf future without a world. */
    private static final class LeftOut extends LeafFuture<String> {
        @Override
        public Poll<String> poll(Context cx) {
            checkLive();
            return ready("left out");
        }
    }

    private static Set<String> leafFutures(JavaClasses classes) {
        var result = new TreeSet<String>();
        for (var each : classes) {
            if (each.isAssignableTo(LeafFuture.class)
                    && !each.getModifiers().contains(JavaModifier.ABSTRACT)) {
                result.add(each.getName());
            }
        }
        return result;
    }

    private static Set<String> uncovered(Set<String> leaves, Set<Class<?>> subjects) {
        var result = new TreeSet<>(leaves);
        subjects.forEach(subject -> result.remove(subject.getName()));
        return result;
    }

    /** Generates the tests, which records their subjects, and runs none of them. */
    private static void runAllFactories() throws ReflectiveOperationException {
        var here = EveryLeafFutureTest.class.getPackageName();
        for (var type : new ClassFileImporter().importPackages(here)) {
            for (var method : type.getMethods()) {
                if (method.isAnnotatedWith(TestFactory.class)) {
                    var constructor = type.reflect().getDeclaredConstructor();
                    constructor.setAccessible(true);
                    var factory = method.reflect();
                    factory.setAccessible(true);
                    assertThat(factory.invoke(constructor.newInstance()))
                            .as("%s answers tests that are generated already", factory)
                            .isInstanceOf(Stream.class);
                }
            }
        }
    }
}
