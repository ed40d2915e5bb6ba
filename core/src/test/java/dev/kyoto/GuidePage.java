package dev.kyoto;

import dev.kyoto.Snippets.Snippet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * A page of the guide and its code. A page that needs more than {@code core} begins with the name of the
 * module whose tests check it, in a comment: {@code <!-- checked by test-kit -->}.
 *
 * <p>A block of Java that begins with the name of a file is a
 * program, and the text behind it is what it prints; any other block is a snippet.
 *
 * @param file the page
 * @param text what it says
 */
public record GuidePage(Path file, String text) {
    private static final Pattern CHECKED_BY = Pattern.compile("<!-- checked by (\\S+) -->");

    private static final Pattern BLOCK =
            Pattern.compile("^```java\n(.*?)^```\n", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern PROGRAM = Pattern.compile("// (\\w+)\\.java\n");
    private static final Pattern PRINTED = Pattern.compile("\n```text\n(.*?)```\n", Pattern.DOTALL);

    public static GuidePage read(Path file) {
        try {
            return new GuidePage(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The pages that a module checks, in order. */
    public static List<GuidePage> checkedBy(String module) {
        try (var files = Files.list(Path.of("..", "docs"))) {
            return files.filter(it -> it.toString().endsWith(".md"))
                    .sorted()
                    .map(GuidePage::read)
                    .filter(it -> it.checker().equals(module))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String checker() {
        var comment = CHECKED_BY.matcher(text);
        return comment.lookingAt() ? comment.group(1) : "core";
    }

    public List<Snippet> snippets() {
        var result = new ArrayList<Snippet>();
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            if (!PROGRAM.matcher(block.group(1)).lookingAt()) {
                int line = 1 + (int) text.substring(0, block.start()).lines().count();
                result.add(new Snippet(file, line, block.group(1)));
            }
        }
        return result;
    }

    public List<Program> programs() {
        var result = new ArrayList<Program>();
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            var name = PROGRAM.matcher(block.group(1));
            if (name.lookingAt()) {
                var printed = PRINTED.matcher(text).region(block.end(), text.length());
                result.add(
                        new Program(
                                name.group(1),
                                block.group(1),
                                printed.lookingAt() ? printed.group(1) : ""));
            }
        }
        return result;
    }

    /**
     * A source file that can be run as it is.
     *
     * @param name the name of its file and class
     * @param source the file
     * @param prints what the page says that it prints
     */
    public record Program(String name, String source, String prints) {

        /** Compiles the program and loads its class. */
        public Class<?> load(Path folder) throws IOException, ClassNotFoundException {
            var file =
                    new SimpleJavaFileObject(
                            URI.create("mem:/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
                        @Override
                        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                            return source;
                        }
                    };
            var complaints = new StringWriter();
            var options = List.of("-proc:none", "-d", folder.toString());
            var compiler = ToolProvider.getSystemJavaCompiler();
            if (!compiler.getTask(complaints, null, null, options, null, List.of(file)).call()) {
                throw new AssertionError(name + " does not compile: " + complaints);
            }
            // Not closed: the weaver reads class files of it for as long as the program is used.
            var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
            return loader.loadClass(name);
        }

        /** Runs the program in this JVM; what it prints. */
        String run(Path folder) throws IOException, ReflectiveOperationException {
            var type = load(folder);
            var constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            var main = type.getDeclaredMethod("main");
            main.setAccessible(true);
            var out = System.out;
            var printed = new ByteArrayOutputStream();
            System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
            try {
                main.invoke(constructor.newInstance());
            } finally {
                System.setOut(out);
            }
            return printed.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
        }
    }
}
