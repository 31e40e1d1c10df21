// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.benchmarks;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A closed loop: each connection sends its next request when the last one is answered. */
final class LoadClient {

  private static final int CONNECTIONS = 2;

  private LoadClient() {}

  /**
   * What a burst of requests took.
   *
   * @param nanos each request took, sorted
   * @param perSecond requests answered
   */
  record Burst(long[] nanos, double perSecond) {
    double p99Micros() {
      return nanos[(int) (nanos.length * 0.99)] / 1e3;
    }
  }

  /** Every library finds its own header, and in it whether to sample. */
  static Map<String, String> headers(boolean sampled) {
    int decision = sampled ? 1 : 0;
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", "localhost");
    headers.put("User-Agent", "benchmark");
    headers.put(
        "X-Amzn-Trace-Id",
        "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=" + decision);
    headers.put("traceparent", "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-0" + decision);
    headers.put("b3", "5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-" + decision);
    return headers;
  }

  static byte[] request(boolean sampled) {
    StringBuilder request = new StringBuilder("GET /items/4711?detail=full HTTP/1.1\r\n");
    headers(sampled)
        .forEach(
            (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
    return request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  static Burst burst(int port, byte[] request, int requests)
      throws ExecutionException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Future<long[]>> parts = new ArrayList<>();
      long start = System.nanoTime();
      for (int i = 0; i < CONNECTIONS; i++) {
        parts.add(threads.submit(() -> connection(port, request, requests / CONNECTIONS)));
      }
      long[] all = new long[0];
      for (Future<long[]> part : parts) {
        long[] more = part.get();
        all = Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, all, all.length - more.length, more.length);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      Arrays.sort(all);
      return new Burst(all, all.length / seconds);
    } finally {
      threads.shutdownNow();
    }
  }

  private static long[] connection(int port, byte[] request, int requests) throws IOException {
    long[] nanos = new long[requests];
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[4096];
      for (int i = 0; i < requests; i++) {
        long start = System.nanoTime();
        socket.getOutputStream().write(request);
        answer(in, buffer);
        nanos[i] = System.nanoTime() - start;
      }
    }
    return nanos;
  }

  /** Reads one answer, which ends with what the servlet says. */
  private static void answer(InputStream in, byte[] buffer) throws IOException {
    int length = 0;
    do {
      int read = in.read(buffer, length, buffer.length - length);
      if (read < 0) {
        throw new EOFException(
            "closed after " + new String(buffer, 0, length, StandardCharsets.US_ASCII));
      }
      length += read;
    } while (!endsWithHello(buffer, length));
    if (buffer[9] != '2') {
      throw new IOException(new String(buffer, 0, length, StandardCharsets.US_ASCII));
    }
  }

  private static boolean endsWithHello(byte[] buffer, int length) {
    int start = length - ServletServer.HELLO.length;
    return start > 0
        && Arrays.equals(buffer, start, length, ServletServer.HELLO, 0, ServletServer.HELLO.length);
  }
}
