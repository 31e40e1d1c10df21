// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.container;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.jakarta.servlet.AWSXRayServletFilter;
import com.amazonaws.xray.strategy.jakarta.SegmentNamingStrategy;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The SDK's filter. It keeps the first recorder it sees, so each recorder gets one of its own: that
 * is not what the laws are about.
 */
public final class SdkFilterUnderTest implements Filter {

  private final Map<AWSXRayRecorder, Filter> filters = new ConcurrentHashMap<>();

  @Override
  public void init(FilterConfig config) {}

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    filters
        .computeIfAbsent(
            AWSXRay.getGlobalRecorder(),
            recorder -> new AWSXRayServletFilter(SegmentNamingStrategy.fixed("test"), recorder))
        .doFilter(request, response, chain);
  }

  @Override
  public void destroy() {}
}
