// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.woven;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.aspectj.weaver.loadtime.Agent;
import org.junit.jupiter.api.Test;

/** Load-time weaving, in JVMs of their own. */
class WeavingTest {

  private static List<String> run(List<String> jvmArguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvmArguments);
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(WovenMain.class.getName());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = read(process);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().filter(line -> line.startsWith("STEP ")).toList();
  }

  private static String read(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static List<String> withAgent(String... further) throws Exception {
    Path weaver =
        Path.of(Agent.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> arguments = new ArrayList<>(List.of("-javaagent:" + weaver));
    arguments.addAll(List.of(further));
    return run(arguments);
  }

  @Test
  void woven_recordsWhatProxiesCannot_andEachCallOnce() throws Exception {
    assertThat(withAgent("-Dorg.aspectj.weaver.loadtime.configuration=META-INF/aop-xraysink.xml"))
        .containsExactly(
            "STEP private 2: 1",
            "STEP static shared: 1",
            "STEP final: 1",
            "STEP self-called: 1",
            "STEP override: 1",
            "STEP recursive: 3",
            "STEP failing true: 1",
            "STEP spring true: 1",
            "STEP spring recursive: 2");
  }

  @Test
  void weaverThatIsNotAsked_weavesNothing() throws Exception {
    assertThat(withAgent())
        .contains("STEP private 2: 0", "STEP self-called: 0", "STEP spring true: 1");
  }
}
