// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.testkit.ServletDeployment;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Deployments by a key that fits into an init-param: containers make the objects themselves. */
public final class Deployments {

  /** The init-param that holds the key. */
  public static final String KEY = "deployment";

  private static final Map<String, ServletDeployment> KNOWN = new ConcurrentHashMap<>();

  private Deployments() {}

  /** Remembers one; gives its key. */
  public static String add(ServletDeployment deployment) {
    String key = UUID.randomUUID().toString();
    KNOWN.put(key, deployment);
    return key;
  }

  static ServletDeployment get(String key) {
    return KNOWN.get(key);
  }
}
