// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.task;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Which of its own methods a class calls, as its constant pool tells (JVM specification, section
 * 4.4). That is a guess: what is called there may be another object of the class.
 */
final class SelfCalls {

  private static final int MAGIC = 0xCAFEBABE;

  /** The entries of one constant pool, as far as they matter here; the rest are zero or null. */
  private record Pool(String[] texts, int[] first, int[] second, boolean[] methods) {}

  private SelfCalls() {}

  /**
   * Name and descriptor, {@code job()V}, of every method the class refers to as its own. Empty if
   * its bytes cannot be read, or if it holds another object of its type in a field: then it likely
   * calls through its own proxy, as one should.
   */
  static Set<String> of(Class<?> type) {
    if (holdsItsLike(type)) {
      return Set.of();
    }
    String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
    try (InputStream bytes = type.getResourceAsStream(file)) {
      return bytes == null
          ? Set.of()
          : ownMethods(read(new DataInputStream(bytes)), type.getName().replace('.', '/'));
    } catch (IOException | RuntimeException unreadable) {
      return Set.of();
    }
  }

  static String key(Method method) {
    return method.getName()
        + MethodType.methodType(method.getReturnType(), method.getParameterTypes())
            .toMethodDescriptorString();
  }

  private static boolean holdsItsLike(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .map(Field::getType)
        .anyMatch(field -> field != Object.class && field.isAssignableFrom(type));
  }

  private static Set<String> ownMethods(Pool pool, String self) {
    Set<String> found = new HashSet<>();
    for (int i = 0; i < pool.methods().length; i++) {
      if (pool.methods()[i] && self.equals(pool.texts()[pool.first()[pool.first()[i]]])) {
        int nameAndType = pool.second()[i];
        found.add(
            pool.texts()[pool.first()[nameAndType]] + pool.texts()[pool.second()[nameAndType]]);
      }
    }
    return found;
  }

  private static Pool read(DataInputStream in) throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("no class file");
    }
    in.readInt(); // the version of the format, which has kept what we read since Java 1.0
    int count = in.readUnsignedShort();
    Pool pool = new Pool(new String[count], new int[count], new int[count], new boolean[count]);
    for (int i = 1; i < count; i++) {
      i += readEntry(in, pool, i);
    }
    return pool;
  }

  /** Returns how many further indexes the entry takes. */
  private static int readEntry(DataInputStream in, Pool pool, int i) throws IOException {
    int tag = in.readUnsignedByte();
    switch (tag) {
      case 1 -> pool.texts()[i] = in.readUTF();
      case 3, 4 -> in.readInt();
      case 5, 6 -> {
        in.readLong();
        return 1;
      }
      case 7, 8, 16, 19, 20 -> pool.first()[i] = in.readUnsignedShort();
      case 9, 10, 11, 12, 17, 18 -> {
        pool.first()[i] = in.readUnsignedShort();
        pool.second()[i] = in.readUnsignedShort();
        pool.methods()[i] = tag == 10 || tag == 11;
      }
      case 15 -> {
        in.readUnsignedByte();
        in.readUnsignedShort();
      }
      default -> throw new IOException("unknown constant " + tag);
    }
    return 0;
  }
}
