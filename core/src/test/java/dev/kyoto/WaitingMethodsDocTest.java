package dev.kyoto;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import javax.lang.model.element.ExecutableElement;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Whoever waits is told what a cancellation loses, which failures to expect, and how it looks in
 * code; whoever comes from Tokio is told which of its items a type answers to.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // the sources are read once
class WaitingMethodsDocTest {

    /** Methods that return a future and wait for nothing that would need headings. */
    private static final Set<String> NOT_WAITING =
            Set.of(
                    // An accessor: the future is the caller's own, and the timeout alone polls it.
                    "Timeout.inner()");

    /** Types without a counterpart in Tokio or Rust. */
    private static final Set<String> KYOTOS_OWN =
            Set.of(
                    // How a JDK thread takes part; in Rust nothing waits but what polls.
                    "dev.kyoto.future.Awaiter",
                    // Rust's compiler knows one way to run an async block.
                    "dev.kyoto.future.BlockMode",
                    "dev.kyoto.future.BlockReport",
                    // Rust drops a future; Java has to unwind its stack.
                    "dev.kyoto.future.Cancelled",
                    // The rule for checked exceptions, which Rust does not have.
                    "dev.kyoto.future.Failures",
                    // Tokio leaves watches and temporary files to other crates.
                    "dev.kyoto.fs.FolderEvent",
                    "dev.kyoto.fs.FolderEvent.Created",
                    "dev.kyoto.fs.FolderEvent.Modified",
                    "dev.kyoto.fs.FolderEvent.Overflow",
                    "dev.kyoto.fs.FolderEvent.Removed",
                    "dev.kyoto.fs.FolderWatch",
                    "dev.kyoto.fs.TempDir",
                    "dev.kyoto.fs.TempFile",
                    // Tokio leaves a failing accept to the application.
                    "dev.kyoto.net.AcceptBackoff",
                    // Tokio's channels have one receiver, or one copy of a message for each.
                    "dev.kyoto.sync.Mpmc",
                    "dev.kyoto.sync.Mpmc.Channel");

    private final WaitingMethods kyoto = WaitingMethods.ofKyoto();

    @Test
    void everyWaitingMethodSaysWhatItNeedsTo() {
        assertThat(kyoto.methods()).as("methods found").hasSizeGreaterThan(150);
        assertThat(gaps(kyoto, NOT_WAITING))
                .as(
                        "methods whose Javadoc lacks a heading or a snippet; write it, or send the"
                                + " reader to another method in the first sentence")
                .isEmpty();
    }

    @Test
    void everyTypeNamesItsCounterpartInTokio() {
        assertThat(kyoto.publicTypes())
                .filteredOn(it -> !kyoto.namesCounterpart(it))
                .extracting(it -> it.getQualifiedName().toString())
                .containsExactlyInAnyOrderElementsOf(KYOTOS_OWN);
    }

    @Test
    void theListOfExceptionsHasNoStrangers() {
        assertThat(kyoto.methods()).extracting(kyoto::name).containsAll(NOT_WAITING);
    }

    @Test
    void whatIsMissingIsReportedAndWhatIsElsewhereIsFound() {
        var methods =
                WaitingMethods.of(
                        List.of(
                                source(
                                        "Waits",
                                        """
                                        package broken;
                                        import dev.kyoto.future.*;
                                        /** Nothing to see. */
                                        public abstract class Waits {
                                            /** Waits. <b>Errors</b> None. */
                                            public abstract Future<String> half(int[] a, String b);
                                            /** Waits. */
                                            public abstract Timer bare();
                                            /** Waits; see {@link #full}. */
                                            public abstract Future<String> referred();
                                            /** Waits. <b>Errors</b> As {@link #full}. */
                                            public abstract Future<String> laterReferral();
                                            /**
                                             * Waits. <b>Cancellation</b> Safe. <b>Errors</b> None.
                                             * <b>Example</b> {@snippet : full().await(); }
                                             */
                                            public abstract Future<String> full();
                                            Future<String> hidden() { return full(); }
                                            public int notAFuture() { return 1; }
                                        }
                                        """),
                                source(
                                        "Timer",
                                        """
                                        package broken;
                                        /** A wait. <b>Cancellation</b> Safe. */
                                        public abstract class Timer
                                                implements dev.kyoto.future.Future<String> {}
                                        """)));
        assertThat(gaps(methods, Set.of()))
                .containsExactlyInAnyOrder(
                        "Waits.half(int[],String): no Cancellation, no Example",
                        "Waits.bare(): no Errors, no Example",
                        "Waits.laterReferral(): no Cancellation, no Example");
        assertThat(methods.publicTypes()).noneMatch(methods::namesCounterpart);
    }

    private static List<String> gaps(WaitingMethods methods, Set<String> exceptions) {
        return methods.methods().stream()
                .filter(it -> !exceptions.contains(methods.name(it)))
                .filter(it -> !missing(methods, it).isEmpty())
                .map(it -> methods.name(it) + missing(methods, it))
                .toList();
    }

    private static String missing(WaitingMethods methods, ExecutableElement method) {
        var result = new ArrayList<String>();
        if (!methods.hasHeading(method, "Cancellation")) {
            result.add("no Cancellation");
        }
        if (!methods.hasHeading(method, "Errors")) {
            result.add("no Errors");
        }
        if (!methods.hasExample(method)) {
            result.add("no Example");
        }
        return result.isEmpty() ? "" : result.stream().collect(Collectors.joining(", ", ": ", ""));
    }

    private static JavaFileObject source(String name, String text) {
        return new SimpleJavaFileObject(
                URI.create("string:///broken/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
    }
}
