// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.spring;

import io.github.xraysink.context.XrayFutures;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import software.amazon.awssdk.core.SdkClient;

/**
 * Lets the futures of asynchronous AWS clients that are beans carry the position: they are
 * completed on I/O threads, which have none.
 *
 * <p>Only the clients that the AWS SDK generates are wrapped. Others, such as S3's for multipart
 * transfers, are known to their users by their class, and so are mocks.
 */
final class AsyncClientPositions implements BeanPostProcessor {

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    Class<?> client = bean instanceof SdkClient ? asyncInterface(bean.getClass()) : null;
    return client == null ? bean : propagating(client, bean);
  }

  /** {@code DefaultSqsAsyncClient} implements {@code SqsAsyncClient}. */
  private static @Nullable Class<?> asyncInterface(Class<?> type) {
    for (Class<?> candidate : type.getInterfaces()) {
      if (candidate.getSimpleName().endsWith("AsyncClient")
          && type.getSimpleName().equals("Default" + candidate.getSimpleName())) {
        return candidate;
      }
    }
    return null;
  }

  private static <T> T propagating(Class<T> type, Object client) {
    return XrayFutures.propagating(type, type.cast(client));
  }
}
