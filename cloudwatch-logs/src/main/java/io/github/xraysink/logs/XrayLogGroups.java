// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.logs;

import com.amazonaws.xray.listeners.SegmentListener;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says in which log groups of CloudWatch Logs the lines of this process are, so that X-Ray's page
 * of a trace shows them: {@code "aws":{"cloudwatch_logs":[{"log_group":"/ecs/orders"}]}} in each
 * segment.
 *
 * <p>For the whole process, before or after recorders are built; a segment keeps what was set when
 * it began. Groups that {@code AWS_LOG_GROUP} or the SDK's plugins found are told as well, each
 * group once. {@code AWS_LAMBDA_LOG_GROUP_NAME} counts by itself.
 *
 * <p>Recorders built by {@code Xraysink} know of this. Give one that is built with the SDK's own
 * builder {@link #listener()}. All methods may be called from any thread.
 */
public final class XrayLogGroups {

  private static final LogGroupListener LISTENER = new LogGroupListener(fromLambda());

  static {
    RecorderHook.add(LISTENER);
  }

  private XrayLogGroups() {}

  /** Makes sure that recorders know what the environment says. */
  static void start() {
    // The initialiser above has done it.
  }

  private static @Nullable LogGroup fromLambda() {
    String name = System.getenv("AWS_LAMBDA_LOG_GROUP_NAME");
    try {
      return name == null || name.isEmpty() ? null : LogGroup.parse(name);
    } catch (IllegalArgumentException unusable) {
      return null; // not ours to refuse: nobody configured it
    }
  }

  /**
   * Sets the log groups, in the place of those set before.
   *
   * @param namesOrArns at least one. A name has 1 to 512 letters, digits and {@code . - _ / #}; an
   *     ARN is needed where the group is in another account or region than the trace, and loses a
   *     {@code :*} at its end
   * @throws IllegalArgumentException if there is none, or one is neither; what was set before stays
   */
  public static void set(String... namesOrArns) {
    if (namesOrArns.length == 0) {
      throw new IllegalArgumentException(
          "no log group given; accepted is at least one, and clear() to have none");
    }
    LISTENER.set(Arrays.stream(namesOrArns).map(LogGroup::parse).distinct().toList());
  }

  /** Takes away what was {@linkplain #set set}. What the environment and plugins say stays. */
  public static void clear() {
    LISTENER.set(List.of());
  }

  /** For a recorder built with the SDK's own builder: {@code withSegmentListener(..)}. */
  public static SegmentListener listener() {
    return LISTENER;
  }
}
