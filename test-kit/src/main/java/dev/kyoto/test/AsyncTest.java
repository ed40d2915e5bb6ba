package dev.kyoto.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test whose body is an async block: it may await, and runs as a task of a runtime of its own.
 *
 * <p>It takes the place of JUnit's {@code @Test}. The method is not private or static and returns
 * void, and it, {@code @BeforeEach} and {@code @AfterEach} methods may ask for an {@link
 * dev.kyoto.runtime.AsyncRuntime}, a {@link dev.kyoto.runtime.Handle}, a {@link TestClock} and
 * {@link UncaughtFailures} as parameters. The body runs on another thread than they do.
 *
 * <p>After the test and its {@code @AfterEach} methods the runtime is closed. The test fails
 *
 * <ul>
 *   <li>if a task, a timer or an I/O registration is left behind that does not end by itself within
 *       two seconds (the configuration parameter {@code kyoto.test.grace} sets another time, as
 *       "500ms");
 *   <li>if a task failed that nobody joins, unless the test takes it out of {@link
 *       UncaughtFailures};
 *   <li>if the script of a {@link MockIo} or {@link MockSource} made in the body was not played to
 *       its end;
 *   <li>if the body takes longer than {@link #timeout()}.
 * </ul>
 *
 * <p>A failure comes with the tasks that were alive, and with the seed of the runtime's random
 * choices; {@code -Dkyoto.test.seed=N} repeats them.
 *
 * <p>The body is woven if its class is open to Kyoto, as on the class path, and awaits nowhere where
 * weaving is impossible; else it runs on a virtual thread.
 *
 * <p><b>Example</b>
 *
 * {@snippet :
 * @AsyncTest(startPaused = true)
 * void anHourTakesNoTime(TestClock clock) {
 *     sleep(Duration.ofHours(1)).await();
 *     clock.assertElapsed(Duration.ofHours(1));
 * }
 * }
 *
 * <p>Answers to {@code tokio::test} and {@code tokio_test::block_on}.
 */
@Documented
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(AsyncTestExtension.class)
@SuppressWarnings("exports") // JUnit alone looks at the extension
public @interface AsyncTest {

    /**
     * Which runtime the body runs on.
     *
     * @return one, or {@link TestFlavor#ALL} of them
     */
    TestFlavor flavor() default TestFlavor.CURRENT_THREAD;

    /**
     * How many workers a multi-thread runtime has.
     *
     * @return from 1 to 32,767; not looked at for other flavours
     */
    int workers() default 2;

    /**
     * Whether the runtime's clock stands still, and jumps to the next timer when nothing can run.
     *
     * @return true only with a current-thread runtime; {@link TestFlavor#ALL} cannot have it
     */
    boolean startPaused() default false;

    /**
     * Where the runtime's random choices begin. The system property or JUnit configuration parameter
     * {@code kyoto.test.seed} comes first.
     *
     * @return the seed, or 0 for another one in each run
     */
    long seed() default 0;

    /**
     * How long the body may take, in real time.
     *
     * @return as "500ms", "10s", "1m30s", or as ISO 8601 has it
     */
    String timeout() default "60s";
}
