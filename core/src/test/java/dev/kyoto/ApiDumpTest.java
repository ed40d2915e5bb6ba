package dev.kyoto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Compares the module's public API with {@code core/api/dev.kyoto.api}, which is read in review.
 *
 * <p>{@code -Dkyoto.api.update=true} writes the file anew.
 */
class ApiDumpTest {

    private static final Path DUMP = Path.of("api", "dev.kyoto.api");

    @Test
    void thePublicApiIsTheOneOnRecord() throws IOException, ClassNotFoundException {
        var now = ApiDump.render(ApiDump.exportedTypes());
        if (Boolean.getBoolean("kyoto.api.update")) {
            Files.createDirectories(DUMP.getParent());
            Files.write(DUMP, now);
        }
        assertThat(ApiDump.difference(Files.readAllLines(DUMP), now))
                .as(
                        "the public API differs from core/%s; where that is meant, run%n"
                                + "  mvn -pl core test -Dtest=ApiDumpTest -Dkyoto.api.update=true%n"
                                + "and commit the file",
                        DUMP)
                .isEmpty();
    }

    @Test
    void aChangedSignatureIsReportedFromBothSides() {
        var before = ApiDump.render(List.of(dev.kyoto.fixtures.api.before.Sample.class));
        var after = ApiDump.render(List.of(dev.kyoto.fixtures.api.after.Sample.class));
        assertThat(ApiDump.difference(renamed(before), renamed(after)))
                .containsExactly(
                        "- Sample  ::  public String name(int)",
                        "+ Sample  ::  public @Nullable String name(int)");
    }

    @Test
    void whatUsersCannotReachIsLeftOut() {
        assertThat(ApiDump.render(List.of(dev.kyoto.fixtures.api.before.Sample.class)))
                .noneMatch(it -> it.contains("hidden"))
                .anyMatch(it -> it.contains("handedOn"));
    }

    private static List<String> renamed(List<String> lines) {
        return lines.stream().map(it -> it.replaceAll("class .*Sample.*", "class Sample")).toList();
    }
}
