package dev.kyoto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the module descriptor promises to whoever puts the jar on a module path. */
class ModuleTest {
    private static final String TEST_KIT = "dev.kyoto.test";

    private final ModuleDescriptor module = compiledDescriptor();

    @Test
    void theModuleIsNamedAfterTheProject() {
        assertThat(module.name()).isEqualTo("dev.kyoto");
    }

    @Test
    void nothingButTheJdkIsNeededAtRunTime() {
        assertThat(module.requires())
                .filteredOn(
                        it -> !it.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .extracting(ModuleDescriptor.Requires::name)
                .allMatch(name -> name.startsWith("java.") || name.startsWith("jdk."));
    }

    @Test
    void internalPackagesAreExportedToNobodyButTheTestKit() {
        assertThat(exportedInternals(module)).isEmpty();
    }

    @Test
    void anExportedInternalPackageIsFound() {
        var broken =
                ModuleDescriptor.newModule("broken")
                        .exports("dev.kyoto.future")
                        .exports("dev.kyoto.internal.queue")
                        .exports("dev.kyoto.internal.block", Set.of(TEST_KIT))
                        .exports("dev.kyoto.internal.timer", Set.of(TEST_KIT, "other"))
                        .build();
        assertThat(exportedInternals(broken))
                .containsExactlyInAnyOrder("dev.kyoto.internal.queue", "dev.kyoto.internal.timer");
    }

    /** The test kit is built and published with core, and may see parts of it. */
    private static List<String> exportedInternals(ModuleDescriptor module) {
        return module.exports().stream()
                .filter(it -> !it.targets().equals(Set.of(TEST_KIT)))
                .map(ModuleDescriptor.Exports::source)
                .filter(it -> it.startsWith("dev.kyoto.internal"))
                .toList();
    }

    private static ModuleDescriptor compiledDescriptor() {
        try (var in = Files.newInputStream(Path.of("target", "classes", "module-info.class"))) {
            return ModuleDescriptor.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
