package dev.kyoto.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kyoto.ApiDump;
import dev.kyoto.SnippetCompiler;
import dev.kyoto.Snippets;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The rules of {@code core} that hold for the kit as well: API on record, snippets that compile. */
class KitRulesTest {
    private static final Path DUMP = Path.of("api", "dev.kyoto.test.api");
    private static final Path DESCRIPTOR = Path.of("target", "classes", "module-info.class");

    @Test
    void thePublicApiIsTheOneOnRecord() throws IOException, ClassNotFoundException {
        var now = ApiDump.render(ApiDump.exportedTypes());
        if (Boolean.getBoolean("kyoto.api.update")) {
            Files.createDirectories(DUMP.getParent());
            Files.write(DUMP, now);
        }
        assertThat(ApiDump.difference(Files.readAllLines(DUMP), now))
                .as(
                        "the public API differs from test-kit/%s; where that is meant, run%n"
                                + "  mvn -pl core,test-kit test -Dtest=KitRulesTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dkyoto.api.update=true%n"
                                + "and commit the file",
                        DUMP)
                .isEmpty();
    }

    @Test
    void everySnippetCompiles() {
        var snippets =
                Snippets.exportedSources().stream()
                        .flatMap(it -> Snippets.in(it).stream())
                        .toList();
        assertThat(snippets).hasSizeGreaterThan(5);
        assertThat(SnippetCompiler.problems(snippets, _ -> KitAmbience.class.getName())).isEmpty();
    }

    @Test
    void nothingButKyotoAndJUnitIsNeededAtRunTime() throws IOException {
        try (var in = Files.newInputStream(DESCRIPTOR)) {
            var module = ModuleDescriptor.read(in);
            assertThat(module.name()).isEqualTo("dev.kyoto.test");
            assertThat(module.requires())
                    .filteredOn(
                            it ->
                                    !it.modifiers()
                                            .contains(ModuleDescriptor.Requires.Modifier.STATIC))
                    .extracting(ModuleDescriptor.Requires::name)
                    .containsExactlyInAnyOrder("java.base", "dev.kyoto", "org.junit.jupiter.api");
        }
    }
}
