package dev.kyoto.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test whose body runs again and again, each time with its tasks in another order, to find what goes
 * wrong in some orders only: updates that get lost between two awaits, wake-ups that come too early, locks
 * that are taken in different orders.
 *
 * <p>Each run has a current-thread runtime of its own. Among the tasks that are ready the next one is chosen
 * at random, and a task may have to let others go first at any await of an operation, even where that would
 * be ready. All of it follows from the seed of the run. The first run that fails ends the test, and says with
 * which {@code -Dkyoto.test.seed=N} it is repeated; the test then has that run only.
 *
 * <p>A run fails as an {@link AsyncTest} does, and if no task can run any more while the body has not ended:
 * that is a deadlock, and is told at once, with the tasks. Threads that are not of the runtime cannot be seen,
 * so a body must not wait for one; closures of {@code spawnBlocking} are waited for, but their timing does not
 * follow from the seed.
 *
 * <p>All runs use the same instance of the test class, so what a run changes belongs into variables of the
 * body. The method may ask for the parameters of an {@code AsyncTest}; those around it may not.
 *
 * <p>It finds orders of tasks on one thread. Races of threads on plain memory are the domain of tools such as
 * Lincheck and jcstress.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * @InterleavingTest(seeds = 1000)
 * void bothIncrementsCount() {
 *     var first = spawn(() -> counter.increment().await());
 *     var second = spawn(() -> counter.increment().await());
 *     first.await();
 *     second.await();
 *     if (counter.total() != 2) {
 *         throw new AssertionError("an increment was lost");
 *     }
 * }
 * }
 *
 * <p>Answers to {@code loom::model}, for tasks instead of threads, by random choice instead of all orders.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(InterleavingTestExtension.class)
@SuppressWarnings("exports") // JUnit alone looks at the extension
public @interface InterleavingTest {

    /**
     * In how many orders the body runs.
     *
     * @return at least 1
     */
    int seeds() default 1000;

    /**
     * The seed of the first run; each later one has the next. The system property or JUnit configuration
     * parameter {@code kyoto.test.seed} comes first, and makes it one run.
     *
     * @return any number
     */
    long firstSeed() default 1;

    /**
     * Whether the clock stands still, and jumps to the next timer when nothing can run.
     *
     * @return false to have it run on by itself, which makes runs depend on the speed of the machine
     */
    boolean startPaused() default true;

    /**
     * How long all runs together may take, in real time.
     *
     * @return as "500ms", "10s", "1m30s", or as ISO 8601 has it
     */
    String timeout() default "60s";
}
