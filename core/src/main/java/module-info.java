/** Kyoto: an asynchronous runtime whose tasks cost what an object costs. */
@SuppressWarnings("module") // the test kit is built after this module
module dev.kyoto {
    // For the line of a block that blocks its worker; without it, or without jdk.management, that
    // line is not told.
    requires static java.management;
    // For sun.misc.Signal; without it there are no signals.
    requires static jdk.unsupported;
    // For the credentials of a Unix socket's peer and for quick acknowledgements; without it, who
    // asks for those is told so.
    requires static jdk.net;
    requires static transitive com.google.errorprone.annotations;
    requires static transitive org.jspecify;

    exports dev.kyoto;
    exports dev.kyoto.bridge;
    exports dev.kyoto.codec;
    exports dev.kyoto.fs;
    exports dev.kyoto.future;
    exports dev.kyoto.io;
    exports dev.kyoto.net;
    exports dev.kyoto.process;
    exports dev.kyoto.runtime;
    exports dev.kyoto.signal;
    exports dev.kyoto.stream;
    exports dev.kyoto.sync;
    exports dev.kyoto.task;
    exports dev.kyoto.time;

    // The test kit makes async blocks of test methods, which no lambda stands for, and puts a world
    // of its own behind their runtimes.
    exports dev.kyoto.internal.block to
            dev.kyoto.test;
    exports dev.kyoto.internal.driver to
            dev.kyoto.test;
}
