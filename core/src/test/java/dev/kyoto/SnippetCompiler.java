package dev.kyoto;

import com.sun.source.util.JavacTask;
import dev.kyoto.Snippets.Snippet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles snippets, all in one go: each as the body of a method, or as the body of a class if that
 * is what it parses as.
 *
 * <p>The class around a snippet lives in a package of its own, so a snippet sees what a user sees,
 * and extends {@link SnippetAmbience}, which has the names that snippets take as given. Everything
 * before the snippet's text is one line, which keeps line numbers easy to translate.
 */
public final class SnippetCompiler {

    /** What a reader imports without thinking; single names decide between equals. */
    private static final String IMPORTS =
            Stream.concat(
                            Snippets.importablePackages().stream().map(it -> it + ".*"),
                            Stream.of(
                                    "dev.kyoto.future.Future",
                                    "dev.kyoto.future.Join",
                                    "dev.kyoto.sync.Semaphore",
                                    "dev.kyoto.time.DelayQueue",
                                    "java.net.*",
                                    "java.net.http.HttpResponse.BodyHandlers",
                                    "java.nio.*",
                                    "java.nio.channels.FileChannel",
                                    "java.nio.file.attribute.*",
                                    "java.nio.file.Files",
                                    "java.nio.file.Path",
                                    "java.time.*",
                                    "java.util.*",
                                    "java.util.concurrent.*",
                                    "static dev.kyoto.Kyoto.*",
                                    "static java.nio.charset.StandardCharsets.*",
                                    "static java.time.Duration.ofSeconds"))
                    .map(it -> "import " + it + "; ")
                    .collect(Collectors.joining());

    private SnippetCompiler() {}

    /** What is wrong with the snippets, as {@code file:line: javac's words}; empty if nothing. */
    static List<String> problems(List<Snippet> snippets) {
        return problems(snippets, it -> SnippetAmbience.nameFor(simpleName(it)));
    }

    /** The same for snippets that take more as given; a file names the class with what it does. */
    public static List<String> problems(List<Snippet> snippets, Function<Path, String> ambience) {
        var bodies = snippets.stream().map(it -> new Unit(it, false, ambience)).toList();
        var noBodies = new HashSet<Unit>();
        errors(bodies, JavacTask::parse).forEach(it -> noBodies.add((Unit) it.getSource()));
        var units =
                bodies.stream()
                        .map(
                                it ->
                                        noBodies.contains(it)
                                                ? new Unit(it.snippet, true, ambience)
                                                : it)
                        .toList();
        return errors(units, JavacTask::analyze).stream().map(SnippetCompiler::describe).toList();
    }

    /** What javac is asked for. */
    private interface Step {
        Object run(JavacTask task) throws IOException;
    }

    private static List<Diagnostic<? extends JavaFileObject>> errors(List<Unit> units, Step step) {
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        // A snippet that does not parse must not hide what is wrong with the others.
        var options = List.of("-proc:none", "-XDshould-stop.ifError=FLOW", "-Xmaxerrs", "1000");
        var task =
                ToolProvider.getSystemJavaCompiler()
                        .getTask(null, null, diagnostics, options, null, units);
        try {
            var _ = step.run((JavacTask) task);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return diagnostics.getDiagnostics().stream()
                .filter(it -> it.getKind() == Diagnostic.Kind.ERROR)
                .toList();
    }

    private static String describe(Diagnostic<? extends JavaFileObject> error) {
        if (!(error.getSource() instanceof Unit unit)) {
            return error.toString();
        }
        return "%s:%d: %s"
                .formatted(
                        unit.snippet.file(),
                        unit.snippet.line() + error.getLineNumber() - 1,
                        error.getMessage(Locale.ROOT));
    }

    private static String simpleName(Path file) {
        return file.getFileName().toString().replaceFirst("\\.java$", "");
    }

    /** A snippet with a class around it. */
    private static final class Unit extends SimpleJavaFileObject {
        private final Snippet snippet;
        private final String content;

        Unit(Snippet snippet, boolean isMember, Function<Path, String> ambience) {
            super(URI.create("string:///snippets/" + className(snippet) + ".java"), Kind.SOURCE);
            this.snippet = snippet;
            this.content =
                    "package snippets; %sabstract class %s extends %s {%s\n%s\n%s}"
                            .formatted(
                                    IMPORTS,
                                    className(snippet),
                                    ambience.apply(snippet.file()),
                                    isMember ? "" : " void run() throws Exception {",
                                    snippet.text(),
                                    isMember ? "" : "}");
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return content;
        }

        private static String className(Snippet snippet) {
            return "In_%s_%d"
                    .formatted(snippet.file().toString().replaceAll("\\W+", "_"), snippet.line());
        }
    }
}
