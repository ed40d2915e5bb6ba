package dev.kyoto;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvent;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The floors of a package tree: which packages may import which.
 *
 * @param root the package that the names in the rows are relative to; the empty name is the root
 * @param rows the floors from top to bottom, each with the names of its packages
 */
record Floors(String root, List<List<String>> rows) {

    static final Floors OF_KYOTO =
            new Floors(
                    "dev.kyoto",
                    List.of(
                            List.of(""),
                            List.of("net", "fs", "process", "signal", "codec", "stream", "bridge"),
                            List.of("task", "time"),
                            List.of("runtime"),
                            List.of(
                                    "internal.scheduler",
                                    "internal.block",
                                    "internal.weave",
                                    "internal.driver",
                                    "internal.timer",
                                    "internal.blocking"),
                            List.of("sync", "io"),
                            List.of("internal.leaf"),
                            List.of("future"),
                            List.of("internal.queue", "internal.util")));

    /** Each class stands on a floor and imports no floor above it. */
    ArchRule importsPointDownwards() {
        return ArchRuleDefinition.classes()
                .that(stand())
                .should(importOnlyTheirOwnFloorAndThoseBelow())
                .because("a layer knows only the layers below it")
                .allowEmptyShould(true);
    }

    /** Packages of one floor may use each other, but never in a circle. */
    ArchRule neighboursFormNoCycle() {
        return SlicesRuleDefinition.slices()
                .assignedFrom(byPackage())
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true);
    }

    private DescribedPredicate<JavaClass> stand() {
        return DescribedPredicate.describe("stand in " + root, this::contains);
    }

    private boolean contains(JavaClass type) {
        return type.getPackageName().equals(root) || type.getPackageName().startsWith(root + ".");
    }

    private ArchCondition<JavaClass> importOnlyTheirOwnFloorAndThoseBelow() {
        return new ArchCondition<>("import only their own floor and those below") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                var own = floor(type);
                if (own.isEmpty()) {
                    events.add(violation(type, type.getName() + " stands on no floor; name it"));
                    return;
                }
                for (var dependency : type.getDirectDependenciesFromSelf()) {
                    var target = dependency.getTargetClass().getBaseComponentType();
                    if (contains(target) && floor(target).orElse(-1) < own.getAsInt()) {
                        events.add(violation(type, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private static ConditionEvent violation(JavaClass type, String message) {
        return SimpleConditionEvent.violated(type, message);
    }

    /** The row of the class's package, or of the nearest package around it that has one. */
    private OptionalInt floor(JavaClass type) {
        var name = relativeName(type);
        return IntStream.range(0, rows.size())
                .filter(row -> rows.get(row).stream().anyMatch(it -> covers(it, name)))
                .findFirst();
    }

    private static boolean covers(String row, String name) {
        return row.equals(name) || (!row.isEmpty() && name.startsWith(row + "."));
    }

    private String relativeName(JavaClass type) {
        var name = type.getPackageName();
        return name.equals(root) ? "" : name.substring(root.length() + 1);
    }

    private SliceAssignment byPackage() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return contains(type)
                        ? SliceIdentifier.of(type.getPackageName())
                        : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "packages of " + root;
            }
        };
    }

    /**
     * No future narrows the type that {@code await()} returns.
     *
     * <p>A caller of a narrowed {@code await()} is compiled against another descriptor, and whoever
     * looks for awaits in class files would not see that call.
     */
    static ArchRule noFutureNarrowsAwait() {
        return ArchRuleDefinition.methods()
                .that()
                .haveName("await")
                .and()
                .areDeclaredInClassesThat()
                .areAssignableTo("dev.kyoto.future.Future")
                .should(
                        new ArchCondition<JavaMethod>("return what Future.await() returns") {
                            @Override
                            public void check(JavaMethod method, ConditionEvents events) {
                                var narrowed =
                                        method.getRawParameterTypes().isEmpty()
                                                && !method.getRawReturnType()
                                                        .isEquivalentTo(Object.class);
                                if (narrowed) {
                                    events.add(
                                            SimpleConditionEvent.violated(
                                                    method, method.getDescription()));
                                }
                            }
                        })
                .allowEmptyShould(true);
    }
}
