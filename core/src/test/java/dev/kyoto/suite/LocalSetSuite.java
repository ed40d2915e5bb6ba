package dev.kyoto.suite;

import static dev.kyoto.Kyoto.yieldNow;

/** What the suites of local sets share. */
abstract class LocalSetSuite extends FlavorSuite {
    LocalSetSuite(Flavor flavor) {
        super(flavor);
    }

    static Thread start(Runnable body) {
        return Thread.ofPlatform().name("a stranger").start(body);
    }

    static void yieldALot(int times) {
        for (int i = 0; i < times; i++) {
            yieldNow().await();
        }
    }

    static Throwable thrownBy(Runnable body) {
        try {
            body.run();
        } catch (Throwable thrown) {
            return thrown;
        }
        return new AssertionError("it has not thrown");
    }
}
