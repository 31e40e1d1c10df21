// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.verification.architecture;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.lang.reflect.Field;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What our classes look like: names, statics, constructors, signatures. The lists below are
 * complete: what is no longer true has to go.
 */
@AnalyzeClasses(packages = "io.github.xraysink", importOptions = Modules.NotThisOne.class)
final class HabitsTest {

  private static final Pattern IMMUTABLE = Pattern.compile(
      "java\\.util\\.(ImmutableCollections|Collections)\\$(?!Synchronized|SetFromMap).*");
  private static final Set<Class<?>> MUTABLE = Set.of(
      ThreadLocal.class,
      LongAdder.class,
      AtomicInteger.class,
      AtomicLong.class,
      AtomicBoolean.class,
      AtomicReference.class,
      AtomicReferenceArray.class,
      ClassValue.class,
      StringBuilder.class);

  /**
   * Packages whose public classes are for other packages of their module, or for our modules, and
   * not for users.
   */
  private static final Set<String> INSIDE = Set.of(
      "io.github.xraysink.internal",
      "io.github.xraysink.context.entity",
      "io.github.xraysink.servlet");

  /** Mutable state of the whole process, and why it is not in an object. */
  private static final Map<String, String> STATICS = Map.ofEntries(
      entry(
          "io.github.xraysink.context.Position.SLOTS",
          "a thread has one position per process (law 1)"),
      entry(
          "io.github.xraysink.context.Carried.RUNNING_ONE_SHOT",
          "what a thread runs, as its position"),
      entry("io.github.xraysink.context.Carried.COMPARABLE", "kept in the classes it is about"),
      entry(
          "io.github.xraysink.context.Recorders.BUILT",
          "which recorder is in force (law 11); held weakly"),
      entry(
          "io.github.xraysink.context.Recorders.LISTENERS",
          "RecorderListener is a seam of the process"),
      entry(
          "io.github.xraysink.context.Listeners.expected",
          "whether any recorder of ours may have a listener"),
      entry(
          "io.github.xraysink.context.Recorders.globalIsConfigured",
          "whether AWSXRay may be touched (law 18)"),
      entry(
          "io.github.xraysink.context.LambdaInvocations.serving",
          "a process serves one Lambda function"),
      entry(
          "io.github.xraysink.context.ForeignContexts.WARNED",
          "one warning per recorder; held weakly"),
      entry(
          "io.github.xraysink.context.ForeignContexts.lookedAt",
          "spares a second look at the global recorder"),
      entry("io.github.xraysink.context.Baggage.REFUSED", "counts what a value class refuses"),
      entry(
          "io.github.xraysink.context.PropagatingForkJoinPool.POOLS",
          "numbers the names of threads"),
      entry("io.github.xraysink.internal.Guard.FAULTS", "counts where no recorder is at hand"),
      entry(
          "io.github.xraysink.task.FutureWatch.WATCHED",
          "plain futures tell nobody when they are done; bounded"),
      entry("io.github.xraysink.task.FutureWatch.thread", "one thread looks at all of them"),
      entry("io.github.xraysink.task.KnownPlans.PLANS", "kept in the classes they are about"),
      entry("io.github.xraysink.task.MisuseReport.TOLD", "misuse is told once; held weakly"),
      entry("io.github.xraysink.task.OneCall.MARK", "two ways in, and one trace, of a call"),
      entry("io.github.xraysink.task.TaskListeners.ALL", "TaskListener is a seam of the process"),
      entry(
          "io.github.xraysink.logs.LogFaults.REPORTING", "a fault told in a log is not told again"),
      entry(
          "io.github.xraysink.logs.MdcKey.NAMED", "one of each key of the MDC, which is a static"),
      entry("io.github.xraysink.logs.XrayMdc.INSTALLED", "the MDC is a static"),
      entry("io.github.xraysink.logs.XrayMdc.KEYS", "what threads may still show"),
      entry("io.github.xraysink.internal.ScopeWatch.watcher", "the test kit watches the process"));

  /**
   * Public constructors of classes that users see, and who calls them. Tests make what the test kit
   * has.
   */
  private static final Map<String, String> CONSTRUCTORS = Map.ofEntries(
      entry("io.github.xraysink.context.OncePerCallSite", "users, as for any strategy of the SDK"),
      entry(
          "io.github.xraysink.context.TraceHeaderInterceptor",
          "the AWS SDK, from its interceptors file"),
      entry("io.github.xraysink.context.TracePositionAccessor", "ServiceLoader"),
      entry("io.github.xraysink.emit.api.ApiTransportProvider", "ServiceLoader"),
      entry("io.github.xraysink.emit.otel.OtlpTransportProvider", "ServiceLoader"),
      entry("io.github.xraysink.logs.AwsXrayTraceIdConverter", "Logback, from its configuration"),
      entry("io.github.xraysink.logs.XrayEntityIdConverter", "Logback, from its configuration"),
      entry("io.github.xraysink.logs.XrayMdcContextListener", "Logback, from its configuration"),
      entry("io.github.xraysink.logs.XrayParentIdConverter", "Logback, from its configuration"),
      entry("io.github.xraysink.logs.XraySampledConverter", "Logback, from its configuration"),
      entry("io.github.xraysink.logs.XrayServiceConverter", "Logback, from its configuration"),
      entry("io.github.xraysink.logs.XrayTraceIdConverter", "Logback, from its configuration"),
      entry("io.github.xraysink.logs.XrayWords", "Logback, from its configuration"),
      entry("io.github.xraysink.logs.XrayContextDataProvider", "ServiceLoader, for Log4j"),
      entry("io.github.xraysink.servlet.jakarta.XrayFilter", "the container, from web.xml"),
      entry("io.github.xraysink.servlet.javax.XrayFilter", "the container, from web.xml"),
      entry("io.github.xraysink.task.XrayTaskAspect", "users, as a bean of Spring's"),
      entry("io.github.xraysink.task.XrayTaskExtension", "the CDI container"),
      entry("io.github.xraysink.task.XrayTaskInterceptor", "the CDI container"),
      entry("io.github.xraysink.task.XrayWeaving", "the AspectJ weaver"));

  /**
   * Types of the SDK that users must hand us or may want back. The test kit is left out: the SDK is
   * its subject.
   */
  private static final Map<String, Set<String>> SDK_TYPES = Map.ofEntries(
      // Made by the SDK's recorder, through its extension point.
      entry(
          "io.github.xraysink.context.AsyncSegmentContext",
          Set.of(
              "AWSXRayRecorder", "Entity", "Segment", "Subsegment", "SegmentContextResolverChain")),
      entry("io.github.xraysink.context.RecorderListener", Set.of("AWSXRayRecorder")),
      entry("io.github.xraysink.context.SegmentOptions", Set.of("AWSXRayRecorder")),
      // To write annotations and metadata to.
      entry("io.github.xraysink.context.StartedSegment", Set.of("Segment")),
      entry("io.github.xraysink.context.StartedSubsegment", Set.of("Subsegment")),
      entry("io.github.xraysink.context.TraceSnapshot", Set.of("AWSXRayRecorder", "Entity")),
      entry("io.github.xraysink.context.XraySegments", Set.of("AWSXRayRecorder")),
      entry("io.github.xraysink.context.Xraysink", Set.of("AWSXRayRecorder", "Entity")),
      entry(
          "io.github.xraysink.context.XraysinkBuilder",
          Set.of(
              "ContextMissingStrategy",
              "Emitter",
              "Plugin",
              "SamplingStrategy",
              "SegmentListener",
              "ThrowableSerializationStrategy")),
      // Called by the SDK, as emitters.
      entry("io.github.xraysink.emit.BoundedEmitter", Set.of("Segment", "Subsegment")),
      entry("io.github.xraysink.emit.TransportProvider$Destination", Set.of("SamplingStrategy")),
      entry(
          "io.github.xraysink.emit.api.XrayApiSampling",
          Set.of("SamplingRequest", "SamplingResponse")),
      entry("io.github.xraysink.emit.api.XrayApiSampling$Builder", Set.of("SamplingStrategy")),
      // For recorders of the SDK's own.
      entry("io.github.xraysink.logs.XrayLogGroups", Set.of("SegmentListener")),
      entry("io.github.xraysink.logs.XrayMdc", Set.of("Entity")),
      entry("io.github.xraysink.emit.TeeEmitter", Set.of("Emitter", "Segment", "Subsegment")),
      // Hooks write to the segment of the request.
      entry("io.github.xraysink.servlet.jakarta.RequestHook", Set.of("Segment")),
      entry("io.github.xraysink.servlet.jakarta.ResponseHook", Set.of("Segment")),
      entry("io.github.xraysink.servlet.jakarta.XrayFilter$Builder", Set.of("AWSXRayRecorder")),
      entry("io.github.xraysink.servlet.javax.RequestHook", Set.of("Segment")),
      entry("io.github.xraysink.servlet.javax.ResponseHook", Set.of("Segment")),
      entry("io.github.xraysink.servlet.javax.XrayFilter$Builder", Set.of("AWSXRayRecorder")));

  @ArchTest
  static void name_saysTheRole(JavaClasses classes) {
    Set<String> vague = new TreeSet<>();
    for (JavaClass type : classes) {
      if (type.getSimpleName().matches(".*(Utils?|Helpers?|Manager|Impl)|Abstract.*")) {
        vague.add(type.getName());
      }
    }

    assertThat(vague).isEmpty();
  }

  @ArchTest
  static void publicClass_isFinalOrMeantToBeExtended(JavaClasses classes) {
    Set<String> open = new TreeSet<>();
    for (JavaClass type : classes) {
      if (isApi(type)
          && !type.isInterface()
          && !type.getModifiers().contains(JavaModifier.FINAL)
          && !type.getModifiers().contains(JavaModifier.ABSTRACT)
          && !type.isEnum()) {
        open.add(type.getName());
      }
    }

    assertThat(open).isEmpty();
  }

  @ArchTest
  static void stateOfTheProcess_isOnTheList(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      for (JavaField field : type.getFields()) {
        if (field.getModifiers().contains(JavaModifier.STATIC) && !isConstant(field)) {
          found.add(field.getFullName());
        }
      }
    }

    assertThat(found).isEqualTo(new TreeSet<>(STATICS.keySet()));
  }

  @ArchTest
  static void constructor_isNotForUsers(JavaClasses classes) {
    Set<String> found = new TreeSet<>();
    for (JavaClass type : classes) {
      if (isApi(type)
          && !Modules.of(type).equals(Modules.TESTKIT)
          && !type.isRecord()
          && !type.isAssignableTo(Throwable.class)) {
        for (JavaConstructor constructor : type.getConstructors()) {
          if (constructor.getModifiers().contains(JavaModifier.PUBLIC)) {
            found.add(type.getName());
          }
        }
      }
    }

    assertThat(found).isEqualTo(new TreeSet<>(CONSTRUCTORS.keySet()));
  }

  @ArchTest
  static void sdkType_isInASignatureOnlyWhereListed(JavaClasses classes) {
    Map<String, Set<String>> found = new TreeMap<>();
    for (JavaClass type : classes) {
      if (isApi(type) && !Modules.of(type).equals(Modules.TESTKIT)) {
        type.getCodeUnits().stream()
            .filter(HabitsTest::isForUsers)
            .flatMap(HabitsTest::sdkTypes)
            .forEach(sdk ->
                found.computeIfAbsent(type.getName(), name -> new TreeSet<>()).add(sdk));
      }
    }

    assertThat(found).isEqualTo(SDK_TYPES);
  }

  private static boolean isApi(JavaClass type) {
    if (!type.getModifiers().contains(JavaModifier.PUBLIC)
        || INSIDE.contains(type.getPackageName())) {
      return false;
    }
    return type.getEnclosingClass().map(HabitsTest::isApi).orElse(true);
  }

  private static boolean isForUsers(JavaCodeUnit unit) {
    return (unit.getModifiers().contains(JavaModifier.PUBLIC)
            || unit.getModifiers().contains(JavaModifier.PROTECTED))
        && !unit.getModifiers().contains(JavaModifier.SYNTHETIC)
        && !unit.getModifiers().contains(JavaModifier.BRIDGE);
  }

  private static Stream<String> sdkTypes(JavaCodeUnit unit) {
    return Stream.concat(Stream.of(unit.getReturnType()), unit.getParameterTypes().stream())
        .map(JavaType::getAllInvolvedRawTypes)
        .flatMap(Set::stream)
        .filter(type -> type.getPackageName().startsWith("com.amazonaws.xray"))
        .map(JavaClass::getSimpleName);
  }

  /**
   * Final, and of a type of ours, or of a type of the JDK that does not change, or a collection
   * that refuses to.
   */
  private static boolean isConstant(JavaField field) {
    if (!field.getModifiers().contains(JavaModifier.FINAL)) {
      return false;
    }
    JavaClass type = field.getRawType();
    if (!type.getPackageName().startsWith("java.")) {
      return true;
    }
    if (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class)) {
      return refusesChanges(field);
    }
    return MUTABLE.stream().noneMatch(type::isAssignableTo);
  }

  private static boolean refusesChanges(JavaField field) {
    try {
      Field reflected = field.reflect();
      reflected.setAccessible(true);
      return IMMUTABLE.matcher(reflected.get(null).getClass().getName()).matches();
    } catch (IllegalAccessException impossible) {
      throw new AssertionError(impossible);
    } catch (NoClassDefFoundError libraryAbsent) {
      return !makesACollection(field.getOwner());
    }
  }

  /** For a class meant for a library that is not here, and so cannot be asked. */
  private static boolean makesACollection(JavaClass type) {
    return type.getStaticInitializer().stream()
        .flatMap(initializer -> initializer.getConstructorCallsFromSelf().stream())
        .map(call -> call.getTargetOwner())
        .anyMatch(made -> made.isAssignableTo(Collection.class) || made.isAssignableTo(Map.class));
  }
}
