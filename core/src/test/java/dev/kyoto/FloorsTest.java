package dev.kyoto;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Holds the floors of the module, and shows on a broken twin that each rule can fail. */
class FloorsTest {

    private static final JavaClasses MAIN =
            new ClassFileImporter().importPath(Path.of("target", "classes"));

    /** A small tree with one mistake of each kind. */
    private static final JavaClasses BROKEN =
            new ClassFileImporter().importPackages("dev.kyoto.fixtures.floors");

    private static final Floors BROKEN_FLOORS =
            new Floors(
                    "dev.kyoto.fixtures.floors",
                    List.of(List.of("net", "fs"), List.of("runtime"), List.of("future")));

    @Test
    void importsPointDownwards() {
        Floors.OF_KYOTO.importsPointDownwards().check(MAIN);
    }

    @Test
    void anImportThatPointsUpwardsIsFound() {
        assertThat(failures(BROKEN_FLOORS.importsPointDownwards(), BROKEN))
                .anyMatch(it -> it.contains("future.Upwards") && it.contains("runtime.Upstairs"))
                .noneMatch(it -> it.contains("<dev.kyoto.fixtures.floors.net.Left"));
    }

    @Test
    void aPackageWithoutAFloorIsFound() {
        assertThat(failures(BROKEN_FLOORS.importsPointDownwards(), BROKEN))
                .anyMatch(it -> it.contains("sync.Homeless stands on no floor"));
    }

    @Test
    void packagesFormNoCycle() {
        Floors.OF_KYOTO.neighboursFormNoCycle().check(MAIN);
    }

    @Test
    void aCycleBetweenNeighboursIsFound() {
        assertThat(failures(BROKEN_FLOORS.neighboursFormNoCycle(), BROKEN))
                .anyMatch(it -> it.contains("net.Left") && it.contains("fs.Right"));
    }

    @Test
    void noFutureNarrowsAwait() {
        Floors.noFutureNarrowsAwait().check(MAIN);
    }

    @Test
    void aNarrowedAwaitIsFound() {
        assertThat(failures(Floors.noFutureNarrowsAwait(), BROKEN))
                .singleElement()
                .asString()
                .contains("NarrowFuture.await()");
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(packagesWithoutNullMark(MAIN)).isEmpty();
    }

    @Test
    void aPackageWithoutANullMarkIsFound() {
        assertThat(packagesWithoutNullMark(BROKEN)).contains("dev.kyoto.fixtures.floors.net");
    }

    private static List<String> failures(ArchRule rule, JavaClasses classes) {
        return rule.allowEmptyShould(false).evaluate(classes).getFailureReport().getDetails();
    }

    private static List<String> packagesWithoutNullMark(JavaClasses classes) {
        return classes.stream()
                .map(JavaClass::getPackage)
                .distinct()
                .filter(it -> !it.getName().isEmpty() && !it.getClasses().isEmpty())
                .filter(it -> !it.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .sorted()
                .toList();
    }
}
