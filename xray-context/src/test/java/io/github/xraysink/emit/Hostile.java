// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.HashMap;
import java.util.Map;

/** Values that cannot be written, of the kinds applications really have. */
final class Hostile {

  private Hostile() {}

  /** A getter that throws, as that of an entity whose session is closed. */
  public static final class Throwing {
    public String getName() {
      throw new IllegalStateException("no session");
    }
  }

  /** An object that contains itself. */
  public static final class Cyclic {
    public Cyclic getSelf() {
      return this;
    }
  }

  /** An object that goes on for ever without ever coming back. */
  public static final class Endless {
    public Endless getNext() {
      return new Endless();
    }
  }

  /** A getter that needs more memory than there is. */
  public static final class OutOfMemory {
    public String getName() {
      throw new OutOfMemoryError("test");
    }
  }

  /** Not even {@code toString} works. */
  public static final class Mute {
    @Override
    public String toString() {
      throw new IllegalStateException("mute");
    }
  }

  static Map<String, Object> cyclicMap() {
    Map<String, Object> map = new HashMap<>();
    map.put("left", map);
    map.put("right", map);
    return map;
  }
}
