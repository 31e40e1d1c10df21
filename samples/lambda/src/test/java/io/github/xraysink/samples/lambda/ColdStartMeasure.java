// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import io.github.xraysink.context.LambdaMode;
import io.github.xraysink.context.XraySubsegments;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.emit.BoundedEmitter;
import io.github.xraysink.emit.UdpTransport;
import io.github.xraysink.lambda.XrayLambda;
import io.github.xraysink.samples.lambda.RuntimeApi.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Not a test: measures what tracing adds to the start of a function and to its invocations, under
 * the real runtime interface client. Prints medians. Run with a main class launcher; the argument is
 * the number of processes for each variant.
 */
final class ColdStartMeasure {

  private static final String HEADER =
      "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
  private static final int WARM = 400;

  /** What one process took: time passed, processor time of all its threads, and memory. */
  private record Run(
      double initMillis,
      double initCpuMillis,
      double firstMillis,
      double firstCpuMillis,
      double warmMicros,
      double warmCpuMicros,
      double residentKb) {}

  private ColdStartMeasure() {}

  public static void main(String[] args) throws Exception {
    int processes = args.length == 0 ? 15 : Integer.parseInt(args[0]);
    Map<Class<?>, List<Run>> runs = new LinkedHashMap<>();
    for (int i = 0; i < processes; i++) {
      for (Class<?> handler :
          List.of(ColdStart.Untraced.class, ColdStart.Sdk.class, ColdStart.Ours.class)) {
        runs.computeIfAbsent(handler, key -> new ArrayList<>()).add(run(handler));
      }
    }
    System.out.println(System.getProperty("java.version") + ", medians of " + processes);
    runs.forEach((handler, all) -> System.out.printf(
        "%-9s init %6.0f ms (cpu %6.0f)  first %5.1f ms (cpu %5.1f)  warm %5.0f us (cpu %5.0f)"
            + "  resident %5.1f MB%n",
        handler.getSimpleName(),
        median(all.stream().map(Run::initMillis).toList()),
        median(all.stream().map(Run::initCpuMillis).toList()),
        median(all.stream().map(Run::firstMillis).toList()),
        median(all.stream().map(Run::firstCpuMillis).toList()),
        median(all.stream().map(Run::warmMicros).toList()),
        median(all.stream().map(Run::warmCpuMicros).toList()),
        median(all.stream().map(Run::residentKb).toList()) / 1024));
    measureEnd();
  }

  /** What an invocation with one subsegment takes in the function, the wait at its end included. */
  private static void measureEnd() throws Exception {
    List<Double> micros = new ArrayList<>();
    try (Daemon daemon = Daemon.start()) {
      UdpTransport udp = UdpTransport.builder().address(daemon.address()).build();
      try (BoundedEmitter emitter = BoundedEmitter.builder().transport(udp).build();
          Xraysink xraysink =
              Xraysink.builder().lambda(LambdaMode.ON).emitter(emitter).build()) {
        System.setProperty("com.amazonaws.xray.traceHeader", HEADER);
        for (int i = 0; i < 10_000; i++) {
          long before = System.nanoTime();
          XrayLambda.run(null, () -> XraySubsegments.run("work", () -> {}));
          if (i >= 5_000) {
            micros.add((System.nanoTime() - before) / 1e3);
          }
        }
        System.out.printf(
            "an invocation, %d documents: median %.0f us, p99 %.0f us%n",
            xraysink.stats().documentsSent(),
            median(micros),
            micros.stream().sorted().toList().get(micros.size() * 99 / 100));
      }
    }
  }

  private static Run run(Class<?> handler) throws Exception {
    try (Daemon daemon = Daemon.start();
        RuntimeApi api = RuntimeApi.start()) {
      long start = System.nanoTime();
      try (FunctionProcess function = FunctionProcess.of(handler).start(api, daemon)) {
        long ready = api.firstPollNanos().get(60, TimeUnit.SECONDS);
        double initCpu = cpuMillis(function.pid());
        double first = invokeNanos(api) / 1e6;
        double firstCpu = cpuMillis(function.pid()) - initCpu;
        List<Double> warm = new ArrayList<>();
        double warmCpu = 0;
        for (int i = 0; i < WARM; i++) {
          if (i == WARM / 2) {
            warmCpu = cpuMillis(function.pid());
          }
          double micros = invokeNanos(api) / 1e3;
          if (i >= WARM / 2) {
            warm.add(micros);
          }
        }
        warmCpu = cpuMillis(function.pid()) - warmCpu;
        return new Run(
            (ready - start) / 1e6,
            initCpu,
            first,
            firstCpu,
            median(warm),
            warmCpu * 1e3 / warm.size(),
            residentKb(function.pid()));
      }
    }
  }

  /** Of the threads that are alive; on a busy machine it tells more than the time that passed. */
  private static double cpuMillis(long pid) throws IOException {
    double nanos = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        try {
          nanos +=
              Double.parseDouble(Files.readString(thread.resolve("schedstat")).split(" ")[0]);
        } catch (IOException ended) {
          // It ended between the two looks.
          continue;
        }
      }
    }
    return nanos / 1e6;
  }

  private static long invokeNanos(RuntimeApi api) throws Exception {
    long before = System.nanoTime();
    Answer answer = api.invoke(HEADER, "{}").get(60, TimeUnit.SECONDS);
    if (answer.failed()) {
      throw new AssertionError(answer);
    }
    return System.nanoTime() - before;
  }

  /** The most memory the process has had. */
  private static double residentKb(long pid) throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      if (line.startsWith("VmHWM:")) {
        return Double.parseDouble(line.replaceAll("\\D", ""));
      }
    }
    throw new AssertionError("no VmHWM of " + pid);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get(sorted.size() / 2);
  }
}
