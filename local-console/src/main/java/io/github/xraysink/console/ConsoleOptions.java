// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LocalConsole} is started with. Immutable; made by {@link #builder()}, every setting
 * has a default.
 *
 * @since 0.1.0
 */
public final class ConsoleOptions {

  /** The port AWS's daemon listens on, for UDP and TCP alike: {@value}. */
  public static final int DEFAULT_PORT = 2000;

  /** How many traces are kept by default: {@value}. */
  public static final int DEFAULT_MAX_TRACES = 100_000;

  /** How many bytes of documents and log lines are kept by default: {@value} (512 MiB). */
  public static final long DEFAULT_MAX_BYTES = 512L << 20;

  /** The same when no file is given and all is kept on the heap: {@value} (128 MiB). */
  public static final long DEFAULT_MAX_BYTES_IN_MEMORY = 128L << 20;

  /** How long a trace is kept by default, in hours after its first document: {@value}. */
  public static final long DEFAULT_MAX_AGE_HOURS = 168;

  /**
   * Bytes of documents that may wait for the writer before new ones are dropped: {@value} (32 MiB).
   */
  public static final long DEFAULT_QUEUE_BYTES = 32L << 20;

  /** The AWS region used for links into the AWS console by default: {@value}. */
  public static final String DEFAULT_REGION = "us-east-1";

  final InetAddress bindAddress;
  final int port;
  final @Nullable Path storeFile;
  final int maxTraces;
  final long maxBytes;
  final Duration maxAge;
  final long queueBytes;
  final @Nullable Path rulesFile;
  final List<Path> logFiles;
  final Set<String> allowedHosts;
  final String region;

  private ConsoleOptions(Builder builder) {
    bindAddress = builder.bindAddress;
    port = builder.port;
    storeFile = builder.storeFile;
    maxTraces = builder.maxTraces;
    maxBytes = builder.maxBytes > 0 ? builder.maxBytes : defaultBytes(builder.storeFile);
    maxAge = builder.maxAge;
    queueBytes = builder.queueBytes;
    rulesFile = builder.rulesFile;
    logFiles = List.copyOf(builder.logFiles);
    allowedHosts = Set.copyOf(builder.allowedHosts);
    region = builder.region;
  }

  private static long defaultBytes(@Nullable Path storeFile) {
    return storeFile == null ? DEFAULT_MAX_BYTES_IN_MEMORY : DEFAULT_MAX_BYTES;
  }

  /** Starts with the defaults: loopback, port {@value #DEFAULT_PORT}, traces kept in memory. */
  public static Builder builder() {
    return new Builder();
  }

  /** The file traces are kept in; empty when they live and die with the process. */
  public Optional<Path> storeFile() {
    return Optional.ofNullable(storeFile);
  }

  /** Collects the settings of a {@link ConsoleOptions}. Not for several threads at once. */
  public static final class Builder {

    private InetAddress bindAddress = InetAddress.getLoopbackAddress();
    private int port = DEFAULT_PORT;
    private @Nullable Path storeFile;
    private int maxTraces = DEFAULT_MAX_TRACES;
    private long maxBytes;
    private Duration maxAge = Duration.ofHours(DEFAULT_MAX_AGE_HOURS);
    private long queueBytes = DEFAULT_QUEUE_BYTES;
    private @Nullable Path rulesFile;
    private List<Path> logFiles = List.of();
    private Set<String> allowedHosts = Set.of();
    private String region = DEFAULT_REGION;

    private Builder() {}

    /**
     * The address to listen on, for UDP and TCP. Anything but loopback lets other machines send to
     * and read from the console, and is warned about at start.
     */
    public Builder bindAddress(InetAddress bindAddress) {
      this.bindAddress = Settings.required("bindAddress", bindAddress);
      return this;
    }

    /** The port for UDP and TCP, 0 to 65535; 0 takes any port that is free for both. */
    public Builder port(int port) {
      this.port = (int) Settings.between("port", port, 0, 65_535);
      return this;
    }

    /** The file to keep traces in; its folder must exist. Without it they are kept in memory. */
    public Builder storeFile(Path storeFile) {
      this.storeFile = Settings.required("storeFile", storeFile);
      return this;
    }

    /** How many traces to keep, at least 1; the oldest received goes first. */
    public Builder maxTraces(int maxTraces) {
      this.maxTraces = (int) Settings.between("maxTraces", maxTraces, 1, Integer.MAX_VALUE);
      return this;
    }

    /** How many bytes of documents to keep, at least 65536; the oldest received goes first. */
    public Builder maxBytes(long maxBytes) {
      this.maxBytes = Settings.between("maxBytes", maxBytes, 1 << 16, Long.MAX_VALUE);
      return this;
    }

    /** How long to keep a trace after its first document came, at least a second. */
    public Builder maxAge(Duration maxAge) {
      Settings.required("maxAge", maxAge);
      Settings.between("maxAge in seconds", maxAge.toSeconds(), 1, Long.MAX_VALUE);
      this.maxAge = maxAge;
      return this;
    }

    /**
     * Bytes of documents that may wait for the writer, at least 65536; more are dropped, counted.
     */
    public Builder queueBytes(long queueBytes) {
      this.queueBytes = Settings.between("queueBytes", queueBytes, 1 << 16, Integer.MAX_VALUE);
      return this;
    }

    /** A JSON file with sampling rules, read again whenever it changes and written by the page. */
    public Builder rulesFile(Path rulesFile) {
      this.rulesFile = Settings.required("rulesFile", rulesFile);
      return this;
    }

    /** Log files to follow for lines that carry a trace id; they need not exist yet. */
    public Builder logFiles(List<Path> logFiles) {
      this.logFiles = List.copyOf(logFiles);
      return this;
    }

    /**
     * Names, besides {@code localhost} and IP addresses, that clients may call this console by,
     * such as a service name in a compose file. Other names are refused, against DNS rebinding.
     */
    public Builder allowedHosts(Set<String> allowedHosts) {
      this.allowedHosts = Set.copyOf(allowedHosts);
      return this;
    }

    /** The AWS region that links into the AWS console point to; letters, digits and dashes. */
    public Builder region(String region) {
      if (!Settings.required("region", region).matches("[a-z0-9-]{1,32}")) {
        throw new IllegalArgumentException(
            "region: '" + region + "' is not a region; accepted are names such as us-east-1");
      }
      this.region = region;
      return this;
    }

    /** Makes the options. */
    public ConsoleOptions build() {
      return new ConsoleOptions(this);
    }
  }
}
