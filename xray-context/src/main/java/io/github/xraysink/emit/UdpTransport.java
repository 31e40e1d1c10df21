// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import io.github.xraysink.internal.CheckpointHooks;
import io.github.xraysink.internal.ThrottledLog;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Sends documents to AWS's daemon: one datagram each, {@code {"format": "json", "version": 1}}, a
 * newline, the document.
 *
 * <p>The daemon never answers, so "sent" means that the kernel took the datagram. Where the kernel
 * learns that nobody listens (ICMP, on the same machine at once), it says so at the next datagram:
 * that is counted ({@link #unreachable}) and logged, the datagram is sent anyway, and delivery goes
 * on by itself when the daemon is back.
 *
 * <p>The daemon's address is looked up on first use, after errors, and every so often
 * ({@link Builder#resolveEvery}), so a daemon that moves, or is not known yet, is found. A look-up
 * takes as long as the system's resolver does; it runs on the emitter's thread and the application
 * does not wait for it. With {@code org.crac} on the class path the socket is closed before a
 * checkpoint, and opened when the next document is sent.
 */
public final class UdpTransport implements DocumentTransport {

  /**
   * Environment variable with the daemon's address, which goes before everything else: {@value}.
   */
  public static final String ADDRESS_VARIABLE = "AWS_XRAY_DAEMON_ADDRESS";

  /**
   * System property with the daemon's address, which goes before {@link Builder#address}: {@value}.
   */
  public static final String ADDRESS_PROPERTY = "com.amazonaws.xray.emitters.daemonAddress";

  /** Default of {@link Builder#resolveEvery}, in seconds: {@value}. */
  public static final long DEFAULT_RESOLVE_SECONDS = 60;

  private static final byte[] HEADER =
      "{\"format\": \"json\", \"version\": 1}\n".getBytes(StandardCharsets.US_ASCII);
  private static final int BATCH = 16;
  private static final long RESOLVE_AFTER_ERROR_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Looks up a host name. */
  @FunctionalInterface
  interface Resolver {
    InetAddress resolve(String host) throws UnknownHostException;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final LongAdder unreachable = new LongAdder();
  private final ThrottledLog log = new ThrottledLog(System.getLogger(UdpTransport.class.getName()));
  private final DaemonAddress address;
  private final Resolver resolver;
  private final LongSupplier nanoClock;
  private final long resolveEveryNanos;

  /** Kept because the checkpoint context holds its hooks weakly. */
  final @Nullable Object checkpointHook;

  // All below: guarded by lock.
  private @Nullable ByteBuffer datagram;
  private @Nullable DatagramChannel channel;
  private @Nullable InetAddress target;
  private long resolvedNanos;
  private boolean doubtful;
  private boolean suspended;
  private boolean closed;

  private UdpTransport(Builder builder, DaemonAddress address) {
    this.address = address;
    this.resolver = builder.resolver;
    this.nanoClock = builder.nanoClock;
    this.resolveEveryNanos = builder.resolveEvery.toNanos();
    this.checkpointHook = CheckpointHooks.register(this::suspend, this::resume);
  }

  /**
   * A transport to where the environment, the system property or else the SDK's default says:
   * 127.0.0.1:2000.
   */
  public static UdpTransport create() {
    return builder().build();
  }

  /** A builder with all defaults. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public List<Outcome> send(List<TraceDocument> batch) {
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    lock.lock();
    try {
      for (TraceDocument document : batch) {
        outcomes.add(send(document.json()));
      }
    } finally {
      lock.unlock();
    }
    return outcomes;
  }

  private Outcome send(byte[] json) {
    if (closed) {
      return new Outcome.Rejected("transport closed");
    }
    if (suspended) {
      return new Outcome.Retry("suspended for a checkpoint");
    }
    if (json.length > DocumentLimits.MAX_DOCUMENT_BYTES) {
      return new Outcome.Rejected("larger than " + DocumentLimits.MAX_DOCUMENT_BYTES + " bytes");
    }
    try {
      return write(json);
    } catch (PortUnreachableException earlierOne) {
      // About an earlier datagram; this one has not been sent, and the next attempt sends it.
      unreachable.increment();
      doubtful = true;
      log.warn("Nobody listens at " + address + ": trace documents are being lost", null);
    } catch (IOException failed) {
      if (tooLarge(failed)) {
        return new Outcome.Rejected(
            "too large for a datagram on this system; see maxDocumentBytes");
      }
      disconnect();
    }
    return writeAgain(json);
  }

  private Outcome writeAgain(byte[] json) {
    try {
      return write(json);
    } catch (PortUnreachableException again) {
      unreachable.increment();
      return new Outcome.Retry("port unreachable");
    } catch (UnknownHostException unknown) {
      return new Outcome.Retry("unknown host " + address.host());
    } catch (IOException failed) {
      disconnect();
      return new Outcome.Retry("I/O error: " + failed.getMessage());
    }
  }

  private Outcome write(byte[] json) throws IOException {
    DatagramChannel open = connected();
    ByteBuffer buffer = datagram;
    if (buffer == null) {
      buffer = ByteBuffer.allocateDirect(HEADER.length + DocumentLimits.MAX_DOCUMENT_BYTES)
          .put(HEADER);
      datagram = buffer;
    }
    buffer.clear().position(HEADER.length);
    buffer.put(json).flip();
    return open.write(buffer) > 0 ? Outcome.SENT : new Outcome.Retry("socket buffer full");
  }

  private static boolean tooLarge(IOException failed) {
    String message = String.valueOf(failed.getMessage());
    return message.contains("too long") || message.contains("larger than");
  }

  /**
   * The channel, connected to where the daemon is as far as we know; connected, so that the kernel
   * tells us of ICMP.
   */
  private DatagramChannel connected() throws IOException {
    InetAddress current = lookUp();
    DatagramChannel open = channel;
    if (open != null && open.isOpen() && current.equals(target)) {
      return open;
    }
    disconnect();
    DatagramChannel fresh = DatagramChannel.open();
    try {
      fresh.configureBlocking(false);
      fresh.connect(new InetSocketAddress(current, address.port()));
    } catch (IOException | RuntimeException failed) {
      fresh.close();
      throw failed;
    }
    channel = fresh;
    target = current;
    return fresh;
  }

  private InetAddress lookUp() throws UnknownHostException {
    InetAddress known = target;
    long age = nanoClock.getAsLong() - resolvedNanos;
    boolean due = age >= resolveEveryNanos || doubtful && age >= RESOLVE_AFTER_ERROR_NANOS;
    if (known != null && (address.literal() || !due)) {
      return known;
    }
    try {
      InetAddress found = resolver.resolve(address.host());
      doubtful = false;
      return found;
    } catch (UnknownHostException unknown) {
      if (known == null) {
        throw unknown;
      }
      return known;
    } finally {
      resolvedNanos = nanoClock.getAsLong();
    }
  }

  private void disconnect() {
    doubtful = true;
    DatagramChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException alreadyGone) {
        log.warn("Could not close a socket", alreadyGone);
      }
    }
  }

  @Override
  public int maxBatch() {
    return BATCH;
  }

  /**
   * How often the kernel said that nobody listens where the documents go (ICMP port unreachable).
   */
  public long unreachable() {
    return unreachable.sum();
  }

  private void suspend() {
    lock.lock();
    try {
      suspended = true;
      disconnect();
      target = null;
    } finally {
      lock.unlock();
    }
  }

  private void resume() {
    lock.lock();
    try {
      suspended = false;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      disconnect();
      datagram = null;
    } finally {
      lock.unlock();
    }
  }

  /** Settings of a {@link UdpTransport}. Not for use by several threads. */
  public static final class Builder {

    private @Nullable DaemonAddress address;
    private Duration resolveEvery = Duration.ofSeconds(DEFAULT_RESOLVE_SECONDS);
    private Resolver resolver = InetAddress::getByName;
    private LongSupplier nanoClock = System::nanoTime;
    private UnaryOperator<@Nullable String> environment = System::getenv;

    private Builder() {}

    /**
     * Where the daemon listens, unless {@value UdpTransport#ADDRESS_VARIABLE} or
     * {@value UdpTransport#ADDRESS_PROPERTY} say otherwise.
     *
     * @param address {@code host:port} or {@code tcp:host:port udp:host:port} in either order, IPv6
     *     addresses in brackets; default {@code 127.0.0.1:2000}
     * @throws IllegalArgumentException if it is malformed
     */
    public Builder address(String address) {
      this.address = DaemonAddress.parse("address", Objects.requireNonNull(address, "address"));
      return this;
    }

    /**
     * How often the daemon's host name is looked up again while all is well.
     *
     * @param interval at least one second; default {@value UdpTransport#DEFAULT_RESOLVE_SECONDS} s
     */
    public Builder resolveEvery(Duration interval) {
      if (interval.compareTo(Duration.ofSeconds(1)) < 0
          || interval.compareTo(Duration.ofDays(1)) > 0) {
        throw new IllegalArgumentException(
            "resolveEvery is " + interval + ", but must be one second to one day");
      }
      this.resolveEvery = interval;
      return this;
    }

    Builder resolver(Resolver resolver) {
      this.resolver = resolver;
      return this;
    }

    Builder nanoClock(LongSupplier clock) {
      this.nanoClock = clock;
      return this;
    }

    Builder environment(UnaryOperator<@Nullable String> environment) {
      this.environment = environment;
      return this;
    }

    /**
     * Builds the transport. Opens no socket and looks nothing up.
     *
     * @throws IllegalArgumentException if the environment variable or the system property is
     *     malformed
     */
    public UdpTransport build() {
      return new UdpTransport(this, effectiveAddress());
    }

    private DaemonAddress effectiveAddress() {
      String variable = environment.apply(ADDRESS_VARIABLE);
      if (variable != null && !variable.isBlank()) {
        return DaemonAddress.parse("environment variable " + ADDRESS_VARIABLE, variable);
      }
      String property = System.getProperty(ADDRESS_PROPERTY);
      if (property != null && !property.isBlank()) {
        return DaemonAddress.parse("system property " + ADDRESS_PROPERTY, property);
      }
      return address == null ? DaemonAddress.DEFAULT : address;
    }
  }
}
