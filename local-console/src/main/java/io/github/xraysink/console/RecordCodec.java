// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.console;

import io.github.xraysink.console.TraceRecord.Annotation;
import io.github.xraysink.console.TraceRecord.Edge;
import io.github.xraysink.console.TraceRecord.Http;
import io.github.xraysink.console.TraceRecord.Node;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes {@link TraceRecord}s to bytes and back.
 *
 * <p>By hand, because a filter over all traces reads all records: JSON took several times as long.
 * The store notes the version of the layout; records of another one are worked out again.
 */
final class RecordCodec {

  private static final byte VERSION = 1;

  /** {@code writeUTF} takes at most 65535 bytes; a character is three at most. */
  private static final int MAX_TEXT = 20_000;

  private RecordCodec() {}

  static byte[] encode(TraceRecord record) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out, record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What a store notes down, to know whether its records can be read. */
  static byte[] layout() {
    return new byte[] {VERSION};
  }

  static TraceRecord decode(byte[] encoded) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
      return read(in);
    } catch (IOException e) {
      throw new UncheckedIOException("a trace record can no longer be read", e);
    }
  }

  private interface Writer<T> {
    void write(DataOutputStream out, T value) throws IOException;
  }

  private interface Reader<T> {
    T read(DataInputStream in) throws IOException;
  }

  private static <T> void writeList(DataOutputStream out, List<T> values, Writer<T> writer)
      throws IOException {
    out.writeShort(values.size());
    for (T value : values) {
      writer.write(out, value);
    }
  }

  private static <T> List<T> readList(DataInputStream in, Reader<T> reader) throws IOException {
    int size = in.readUnsignedShort();
    List<T> values = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      values.add(reader.read(in));
    }
    return values;
  }

  private static void writeText(DataOutputStream out, String text) throws IOException {
    out.writeUTF(text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT));
  }

  private static String readText(DataInputStream in) throws IOException {
    return in.readUTF();
  }

  private static void write(DataOutputStream out, TraceRecord r) throws IOException {
    out.writeLong(r.seq());
    writeText(out, r.traceId());
    out.writeLong(r.start());
    out.writeLong(r.end());
    out.writeLong(r.receivedMillis());
    out.writeInt(r.documents());
    out.writeInt(r.entities());
    out.writeLong(r.bytes());
    out.writeByte(r.flags());
    out.writeShort(r.rootNode());
    out.writeLong(r.rootMicros());
    writeText(out, r.rootName());
    writeList(out, r.nodes(), RecordCodec::writeNode);
    writeList(out, r.edges(), RecordCodec::writeEdge);
    writeList(out, r.annotations(), RecordCodec::writeAnnotation);
  }

  private static TraceRecord read(DataInputStream in) throws IOException {
    return new TraceRecord(
        in.readLong(),
        in.readUTF(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readByte(),
        in.readShort(),
        in.readLong(),
        in.readUTF(),
        readList(in, RecordCodec::readNode),
        readList(in, RecordCodec::readEdge),
        readList(in, RecordCodec::readAnnotation));
  }

  private static void writeNode(DataOutputStream out, Node n) throws IOException {
    writeText(out, n.name());
    writeText(out, n.type());
    out.writeBoolean(n.inferred());
    out.writeBoolean(n.inProgress());
    out.writeLong(n.start());
    out.writeLong(n.end());
    writeStats(out, n.stats());
    writeList(out, n.https(), RecordCodec::writeHttp);
    writeList(out, n.users(), RecordCodec::writeText);
    writeText(out, n.zone());
    writeText(out, n.instance());
    writeList(out, n.arns(), RecordCodec::writeText);
    writeList(out, n.messages(), RecordCodec::writeText);
  }

  private static Node readNode(DataInputStream in) throws IOException {
    return new Node(
        in.readUTF(),
        in.readUTF(),
        in.readBoolean(),
        in.readBoolean(),
        in.readLong(),
        in.readLong(),
        readStats(in),
        readList(in, RecordCodec::readHttp),
        readList(in, RecordCodec::readText),
        in.readUTF(),
        in.readUTF(),
        readList(in, RecordCodec::readText),
        readList(in, RecordCodec::readText));
  }

  private static void writeHttp(DataOutputStream out, Http http) throws IOException {
    writeText(out, http.url());
    writeText(out, http.method());
    out.writeInt(http.status());
    writeText(out, http.userAgent());
    writeText(out, http.clientIp());
  }

  private static Http readHttp(DataInputStream in) throws IOException {
    return new Http(in.readUTF(), in.readUTF(), in.readInt(), in.readUTF(), in.readUTF());
  }

  private static void writeEdge(DataOutputStream out, Edge edge) throws IOException {
    out.writeShort(edge.from());
    out.writeShort(edge.to());
    out.writeLong(edge.start());
    out.writeLong(edge.end());
    writeStats(out, edge.stats());
  }

  private static Edge readEdge(DataInputStream in) throws IOException {
    return new Edge(in.readShort(), in.readShort(), in.readLong(), in.readLong(), readStats(in));
  }

  private static void writeStats(DataOutputStream out, CallStats s) throws IOException {
    out.writeInt(s.ok());
    out.writeInt(s.error());
    out.writeInt(s.throttle());
    out.writeInt(s.fault());
    out.writeLong(s.totalMicros());
    out.writeLong(s.minMicros());
    out.writeLong(s.maxMicros());
    out.writeShort(s.histogram().size());
    for (int i = 0; i < s.histogram().size(); i++) {
      out.writeShort(s.histogram().bucket(i));
      out.writeInt(s.histogram().count(i));
    }
  }

  private static CallStats readStats(DataInputStream in) throws IOException {
    return new CallStats(
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        readHistogram(in));
  }

  private static Histogram readHistogram(DataInputStream in) throws IOException {
    int size = in.readUnsignedShort();
    int[] buckets = new int[size];
    int[] counts = new int[size];
    for (int i = 0; i < size; i++) {
      buckets[i] = in.readShort();
      counts[i] = in.readInt();
    }
    return Histogram.ofParts(buckets, counts);
  }

  private static void writeAnnotation(DataOutputStream out, Annotation a) throws IOException {
    writeText(out, a.key());
    out.writeShort(a.node());
    if (a.value() instanceof String text) {
      out.writeByte('s');
      writeText(out, text);
    } else if (a.value() instanceof Boolean flag) {
      out.writeByte('b');
      out.writeBoolean(flag);
    } else {
      out.writeByte('n');
      out.writeDouble((Double) a.value());
    }
  }

  private static Annotation readAnnotation(DataInputStream in) throws IOException {
    String key = in.readUTF();
    int node = in.readShort();
    Object value = switch (in.readByte()) {
      case 's' -> in.readUTF();
      case 'b' -> in.readBoolean();
      default -> in.readDouble();
    };
    return new Annotation(key, value, node);
  }
}
