/** The test kit: tests that own the runtime, its clock, its I/O and the order of its tasks. */
module dev.kyoto.test {
    requires transitive dev.kyoto;
    requires transitive org.junit.jupiter.api;
    // For those who use the assertions of dev.kyoto.test.assertj.
    requires static transitive org.assertj.core;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports dev.kyoto.test;
    exports dev.kyoto.test.assertj;

    // JUnit makes the extensions.
    opens dev.kyoto.test to
            org.junit.platform.commons;
}
