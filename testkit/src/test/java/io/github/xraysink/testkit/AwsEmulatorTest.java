// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.xraysink.testkit.AwsEmulator.Service;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class AwsEmulatorTest {

  private static final AtomicInteger STARTED = new AtomicInteger();
  private static final AtomicInteger STOPPED = new AtomicInteger();

  @AfterEach
  void forget() {
    STARTED.set(0);
    STOPPED.set(0);
  }

  private static RunningEmulator fake(Set<Service> services) {
    STARTED.incrementAndGet();
    return new RunningEmulator("fake", URI.create("http://127.0.0.1:1"), STOPPED::incrementAndGet);
  }

  private static RunningEmulator absent(Set<Service> services) throws EmulatorUnavailable {
    throw new EmulatorUnavailable("absent needs what is not there");
  }

  @Test
  void firstThatCanBeHad_isStartedForTheClassAndStoppedAfterTheRun() {
    assertThat(TestRuns.run(Served.class).values())
        .hasSize(2)
        .allSatisfy(result -> assertThat(result.getThrowable()).isEmpty());

    assertThat(STARTED).hasValue(1);
    assertThat(STOPPED).hasValue(1);
  }

  static class Served {
    @RegisterExtension
    static final AwsEmulator AWS = new AwsEmulator(
        EnumSet.of(Service.SQS), List.of(AwsEmulatorTest::absent, AwsEmulatorTest::fake));

    @Test
    void endpoint() {
      assertThat(AWS.endpoint()).hasHost("127.0.0.1");
    }

    @Test
    void name() {
      assertThat(AWS.name()).isEqualTo("fake");
    }
  }

  @Test
  void noneToBeHad_skipsTheClassAndSaysWhatIsMissing() {
    List<String> reasons = TestRuns.skipped(NotServed.class);

    assertThat(reasons)
        .singleElement()
        .asString()
        .contains("no emulator of AWS: absent needs what is not there; moto_server is not on");
  }

  static class NotServed {
    @RegisterExtension
    static final AwsEmulator AWS = new AwsEmulator(
        EnumSet.of(Service.XRAY), List.of(AwsEmulatorTest::absent, new MotoServer("")));

    @Test
    void neverRuns() {
      throw new AssertionError("ran without an emulator");
    }
  }

  @Test
  void notRegistered_isToldSo() {
    AwsEmulator emulator = AwsEmulator.offering(Service.S3);

    assertThatIllegalStateException()
        .isThrownBy(emulator::endpoint)
        .withMessageContaining("@RegisterExtension");
  }

  @Test
  void localStack_isNotAskedForItsPaidFeatureWithoutToken() {
    assertThatExceptionOfType(EmulatorUnavailable.class)
        .isThrownBy(() -> new LocalStackServer(" ").start(EnumSet.of(Service.XRAY)))
        .withMessageContaining("LOCALSTACK_AUTH_TOKEN");
  }

  @Test
  void withoutTestcontainers_localStackIsNotToBeHad() throws Exception {
    URL[] without = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("testcontainers"))
        .map(AwsEmulatorTest::url)
        .toArray(URL[]::new);
    try (URLClassLoader loader =
        new URLClassLoader(without, ClassLoader.getPlatformClassLoader())) {
      Class<?> kinds = loader.loadClass(EmulatorKind.class.getName());
      Method localStack = kinds.getDeclaredMethod("localStack", Set.class);
      localStack.setAccessible(true);

      Throwable thrown = catchThrowable(() -> localStack.invoke(null, Set.of()));

      assertThat(thrown.getCause())
          .hasMessageContaining("needs testcontainers-localstack on the class path");
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void motoThatDoesNotStart_isNotToBeHad(@TempDir Path folder) throws IOException {
    script(folder, "echo 'no such version of Python'; exit 127");

    assertThatExceptionOfType(EmulatorUnavailable.class)
        .isThrownBy(() -> new MotoServer(folder.toString()).start(EnumSet.of(Service.SQS)))
        .withMessageContaining("does not listen")
        .withMessageContaining("no such version of Python");
  }

  @Test
  void moto_isEndedWithWhatItStarted(@TempDir Path folder) throws Exception {
    Path ids = folder.resolve("ids");
    script(folder, """
        sleep 600 & echo $! > %s
        echo " * Running on http://127.0.0.1:4711"
        wait
        """.formatted(ids));

    RunningEmulator running = new MotoServer(folder.toString()).start(EnumSet.of(Service.SQS));
    long child = Long.parseLong(Files.readString(ids).strip());
    running.close();

    assertThat(running.endpoint()).isEqualTo(URI.create("http://127.0.0.1:4711"));
    ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join());
  }

  private static void script(Path folder, String commands) throws IOException {
    Path program = Files.writeString(folder.resolve("moto_server"), "#!/bin/sh\n" + commands);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }
}
