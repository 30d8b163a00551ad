package dev.unroll.app;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.Arrays;
import java.util.stream.Stream;

/** Who may import whom. A reader of the list of packages should guess these rules right. */
@AnalyzeClasses(
        packages = "dev.unroll",
        importOptions = {ImportOption.DoNotIncludeTests.class, ImportRulesTest.NoTestJars.class})
class ImportRulesTest {
    /** Nor those of other modules. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    private static final String[] ENGINE = {
        "expr",
        "kernel",
        "tensor",
        "recurrence",
        "nn",
        "inspect",
        "data",
        "optim",
        "loss",
        "metrics",
        "io",
        "train",
        "classic"
    };

    private static final String[] PACKAGES = with(ENGINE, "simd", "onednn", "tasks", "web", "app");

    /** Each package, and those it may use. */
    @ArchTest
    static final ArchRule packages = architecture()
            .whereLayer("expr")
            .mayNotAccessAnyLayer()
            .whereLayer("kernel")
            .mayOnlyAccessLayers("expr")
            .whereLayer("tensor")
            .mayOnlyAccessLayers("expr", "kernel")
            .whereLayer("recurrence")
            .mayOnlyAccessLayers("expr", "kernel", "tensor")
            .whereLayer("nn")
            .mayOnlyAccessLayers("expr", "kernel", "tensor", "recurrence")
            .whereLayer("inspect")
            .mayOnlyAccessLayers("expr", "kernel", "tensor", "recurrence", "nn")
            .whereLayer("io")
            .mayOnlyAccessLayers("expr", "kernel", "tensor", "recurrence", "nn")
            .whereLayer("data")
            .mayOnlyAccessLayers("expr", "kernel", "tensor", "recurrence", "nn", "io")
            .whereLayer("optim")
            .mayOnlyAccessLayers("expr", "kernel", "tensor", "recurrence", "nn")
            .whereLayer("loss")
            .mayOnlyAccessLayers("expr", "kernel", "tensor", "recurrence", "nn")
            .whereLayer("metrics")
            .mayNotAccessAnyLayer()
            .whereLayer("classic")
            .mayOnlyAccessLayers("kernel")
            .whereLayer("train")
            .mayOnlyAccessLayers(ENGINE)
            .whereLayer("simd")
            .mayOnlyAccessLayers("expr", "kernel")
            .whereLayer("onednn")
            .mayOnlyAccessLayers("kernel")
            .whereLayer("tasks")
            .mayOnlyAccessLayers(ENGINE)
            .whereLayer("web")
            .mayOnlyAccessLayers(with(ENGINE, "tasks"))
            .whereLayer("app")
            .mayOnlyAccessLayers(with(ENGINE, "tasks", "web"));

    @ArchTest
    static final ArchRule everyPackageIsInTheList = classes()
            .should()
            .resideInAnyPackage(
                    Arrays.stream(PACKAGES).map(ImportRulesTest::all).toArray(String[]::new));

    @ArchTest
    static final ArchRule vectorsAndGeneratedClassesAreOnlyInSimd = noClasses()
            .that()
            .resideOutsideOfPackage(all("simd"))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jdk.incubator.vector..", "java.lang.classfile..");

    /** Calling native code; {@code data} maps corpora that are larger than the heap with it. */
    @ArchTest
    static final ArchRule foreignCallsAreOnlyInOnednn = noClasses()
            .that()
            .resideOutsideOfPackages(all("onednn"), all("data"))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.lang.foreign..");

    /** A rule about classes nobody can see would always hold. */
    @ArchTest
    static void theRulesSeeWhatTheyForbid(JavaClasses all) {
        assertThat(all.that(resideInAPackage(all("onednn"))))
                .anyMatch(c -> c.getDirectDependenciesFromSelf().stream()
                        .anyMatch(d -> d.getTargetClass().getPackageName().equals("java.lang.foreign")));
    }

    private static LayeredArchitecture architecture() {
        LayeredArchitecture layers =
                layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
        for (String name : PACKAGES) {
            layers = layers.layer(name).definedBy(all(name));
        }
        return layers;
    }

    private static String all(String name) {
        return "dev.unroll." + name + "..";
    }

    private static String[] with(String[] names, String... more) {
        return Stream.concat(Arrays.stream(names), Arrays.stream(more)).toArray(String[]::new);
    }
}
