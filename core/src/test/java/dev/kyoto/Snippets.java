package dev.kyoto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/** The examples in Javadoc: finds the sources of the exported packages and their snippets. */
public final class Snippets {

    private static final Path SOURCES = Path.of("src", "main", "java");
    private static final Path DESCRIPTOR = Path.of("target", "classes", "module-info.class");
    private static final String START = "{@snippet";

    private Snippets() {}

    /**
     * A snippet as it stands in a source file.
     *
     * @param file the source file
     * @param line the line its tag is on, from 1; its text begins on the next one
     * @param text the text, without the comment's margin
     */
    public record Snippet(Path file, int line, String text) {}

    /** The source files of the exported packages, in order. */
    public static List<Path> exportedSources() {
        var result = new ArrayList<Path>();
        for (var name : exportedPackages()) {
            try (var files = Files.list(SOURCES.resolve(name.replace('.', '/')))) {
                files.filter(it -> it.toString().endsWith(".java")).sorted().forEach(result::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return result;
    }

    /** The names of the packages that the module exports to everybody. */
    public static List<String> exportedPackages() {
        try (var in = Files.newInputStream(DESCRIPTOR)) {
            return exportedBy(ModuleDescriptor.read(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The names of the packages that this module and those of Kyoto below it export. */
    static List<String> importablePackages() {
        var loader = Objects.requireNonNull(Snippets.class.getClassLoader(), "not of the JDK");
        try {
            var result = new TreeSet<>(exportedPackages());
            for (var it : Collections.list(loader.getResources("module-info.class"))) {
                try (var in = it.openStream()) {
                    var module = ModuleDescriptor.read(in);
                    if (module.name().equals("dev.kyoto")) {
                        result.addAll(exportedBy(module));
                    }
                }
            }
            return List.copyOf(result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> exportedBy(ModuleDescriptor module) {
        return module.exports().stream()
                .filter(it -> !it.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .sorted()
                .toList();
    }

    /** The snippets of a file, in order. */
    public static List<Snippet> in(Path file) {
        try {
            return in(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The snippets of a source text, in order. A tag ends where its braces balance. */
    static List<Snippet> in(Path file, String source) {
        var result = new ArrayList<Snippet>();
        var start = source.indexOf(START);
        while (start >= 0) {
            var end = endOfTag(source, start);
            var firstLine = source.indexOf('\n', start);
            if (end < 0 || firstLine < 0 || firstLine > end) {
                throw new IllegalArgumentException(
                        "%s:%d: this snippet has no end, or no line of its own"
                                .formatted(file, lineOf(source, start)));
            }
            var text = source.substring(firstLine + 1, source.lastIndexOf('\n', end) + 1);
            result.add(new Snippet(file, lineOf(source, start), withoutMargin(text)));
            start = source.indexOf(START, end);
        }
        return result;
    }

    private static int endOfTag(String source, int start) {
        var open = 0;
        for (int i = start; i < source.length(); i++) {
            switch (source.charAt(i)) {
                case '{' -> open++;
                case '}' -> {
                    open--;
                    if (open == 0) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    private static int lineOf(String source, int index) {
        return 1 + (int) source.substring(0, index).chars().filter(it -> it == '\n').count();
    }

    private static String withoutMargin(String text) {
        return text.replaceAll("(?m)^\\s*\\* ?", "");
    }
}
