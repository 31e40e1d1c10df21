package io.github.xraysink.benchmarks;
public final class ProbeMain {
  public static void main(String[] a) throws Exception {
    JmhRun run = new JmhRun(new Effort(1, 4, 3, 200), java.nio.file.Path.of(System.getProperty("log","/tmp/jmh.log")));
    int rounds = Integer.getInteger("rounds", 1);
    for (int r = 0; r < rounds; r++)
    for (Row row : Catalogue.rows()) {
      if (!row.id().matches(a[0])) continue;
      for (Library l : row.libraries()) {
        if (a.length > 1 && !l.name().matches(a[1])) continue;
        Sample s = run.measure(row, l);
        System.out.printf("%-26s %-14s cpu %10.1f  clock %10.1f ns  %10.1f B%n", row.id(), l, s.cpuNanos(), s.clockNanos(), s.bytes());
      }
    }
  }
}
