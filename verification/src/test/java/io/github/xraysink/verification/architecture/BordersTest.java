// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who may know whom: modules, packages, and the libraries that are not always there. */
@AnalyzeClasses(packages = "io.github.xraysink", importOptions = Modules.NotThisOne.class)
final class BordersTest {

  private static final String OURS = "io.github.xraysink..";
  private static final String CONTEXT = "io.github.xraysink.context";
  private static final String ENTITIES = "io.github.xraysink.context.entity..";
  private static final String EMIT = "io.github.xraysink.emit";
  private static final String INTERNAL = "io.github.xraysink.internal..";

  /** May see several modules: their business is to put them together. */
  private static final Set<String> SEE_SEVERAL =
      Set.of("spring-boot-starter", "samples", "benchmarks", "verification", "demo");

  /**
   * May look into {@code internal}: the test kit's watch over open scopes, which has no other way
   * in and is of no use to anybody else.
   */
  private static final Set<String> MAY_LOOK_INSIDE =
      Set.of("io.github.xraysink.testkit.ScopeLedger", "io.github.xraysink.testkit.TestRecording");

  /**
   * What keeps faults from the application is one class for all modules, so that they are counted
   * in one place; and so is what keeps the log from being flooded.
   */
  private static final Set<String> SHARED =
      Set.of("io.github.xraysink.internal.Guard", "io.github.xraysink.internal.ThrottledLog");

  /** Optional libraries, and the classes meant for them: nobody else may fail for want of one. */
  private static final Map<String, Set<String>> OPTIONAL = Map.of(
      "io.micrometer..", Set.of("io.github.xraysink.context.TracePositionAccessor"),
      "software.amazon.awssdk.core..", Set.of("io.github.xraysink.context.TraceHeaderInterceptor"),
      "software.amazon.awssdk.http..", Set.of("io.github.xraysink.context.TraceHeaderInterceptor"),
      "org.crac..", Set.of("io.github.xraysink.internal.CheckpointHooks"),
      "com.amazonaws.services.lambda..",
          Set.of(
              "io.github.xraysink.lambda.XrayLambda",
              "io.github.xraysink.lambda.XrayRequestHandler",
              "io.github.xraysink.lambda.XrayRequestStreamHandler"));

  @ArchTest
  static void module_isLookedAt(JavaClasses classes) throws IOException {
    Set<String> seen = new TreeSet<>();
    classes.forEach(type -> seen.add(Modules.of(type)));

    Set<String> expected = Modules.withCode();
    expected.removeIf(SEE_SEVERAL::contains);

    assertThat(seen)
        .as("make verification/pom.xml depend on each module")
        .containsExactlyElementsOf(expected);
  }

  @ArchTest
  static void package_isInOneModule(JavaClasses classes) {
    Map<String, Set<String>> modules = new TreeMap<>();
    for (JavaClass type : classes) {
      modules.computeIfAbsent(type.getPackageName(), name -> new TreeSet<>()).add(Modules.of(type));
    }

    assertThat(modules).allSatisfy((name, in) -> assertThat(in).as(name).hasSize(1));
  }

  @ArchTest
  static void module_dependsOnContextAlone(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      String module = Modules.of(type);
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (resideInAPackage(OURS).test(target) && !SEE_SEVERAL.contains(module)) {
          String other = Modules.of(classes.get(target.getName()));
          // Context itself, then, depends on none of the others.
          if (!other.equals(module) && !other.equals(Modules.CONTEXT)) {
            found.add(
                type.getName() + " in " + module + " uses " + target.getName() + " in " + other);
          }
        }
      }
    }

    assertThat(found).isEmpty();
  }

  @ArchTest
  static void emit_doesNotKnowTheContext(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAPackage(EMIT)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CONTEXT, ENTITIES)
        .check(classes);
  }

  @ArchTest
  static void entities_doNotKnowTheContext(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAPackage(ENTITIES)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(CONTEXT)
        .check(classes);
  }

  @ArchTest
  static void internal_knowsNobodyOfOurs(JavaClasses classes) {
    noClasses()
        .that()
        .resideInAPackage(INTERNAL)
        .should()
        .dependOnClassesThat(
            resideInAPackage(OURS).and(resideInAPackage(INTERNAL).negate()))
        .check(classes);
  }

  @ArchTest
  static void packages_knowEachOtherInOneDirection(JavaClasses classes) {
    slices().matching("io.github.xraysink.(**)").should().beFreeOfCycles().check(classes);
  }

  @ArchTest
  static void insides_areForContextOnly(JavaClasses classes) {
    noClasses()
        .that(inModule(Modules.CONTEXT).negate())
        .and(named(MAY_LOOK_INSIDE).negate())
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(INTERNAL, ENTITIES).and(named(SHARED).negate()))
        .check(classes);
  }

  @ArchTest
  static void optionalLibrary_isUsedByTheClassMeantForIt(JavaClasses classes) {
    OPTIONAL.forEach((library, users) -> noClasses()
        .that(inModule(Modules.CONTEXT))
        .and(named(users).negate())
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true)
        .check(classes));
  }

  @ArchTest
  static void logging_isTheSystemLogger(JavaClasses classes) {
    noClasses()
        // Talks to logging libraries because that is what it is for.
        .that()
        .resideOutsideOfPackage("io.github.xraysink.logs..")
        .should()
        .dependOnClassesThat(resideInAnyPackage(
            "java.util.logging..",
            "org.apache.commons.logging..",
            "org.slf4j..",
            "ch.qos.logback..",
            "org.apache.logging.."))
        .check(classes);
  }

  private static DescribedPredicate<JavaClass> inModule(String module) {
    return DescribedPredicate.describe(
        "in module " + module, type -> isOurs(type) && Modules.of(type).equals(module));
  }

  private static boolean isOurs(JavaClass type) {
    return type.getPackageName().startsWith("io.github.xraysink")
        && type.getSource().isPresent();
  }

  /** These classes, and what is nested in them. */
  private static DescribedPredicate<JavaClass> named(Set<String> names) {
    return DescribedPredicate.describe(
        "one of " + names, type -> names.contains(type.getName().replaceFirst("\\$.*", "")));
  }
}
