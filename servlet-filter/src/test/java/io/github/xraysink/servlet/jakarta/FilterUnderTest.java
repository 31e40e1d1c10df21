// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.testkit.ServletDeployment;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;

/** Our filter with the hooks of a deployment. */
public final class FilterUnderTest implements Filter {

  private XrayFilter filter;

  @Override
  public void init(FilterConfig config) {
    ServletDeployment deployment = Deployments.get(config.getInitParameter(Deployments.KEY));
    filter = XrayFilter.builder()
        .requestHook((segment, request) -> deployment.onRequest().accept(segment))
        .responseHook(
            (segment, request, response, thrown) -> deployment.onResponse().accept(segment))
        .build();
    filter.init(config);
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    filter.doFilter(request, response, chain);
  }

  @Override
  public void destroy() {
    filter.destroy();
  }
}
