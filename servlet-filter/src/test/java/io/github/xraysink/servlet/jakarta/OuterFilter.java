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

/** Looks at the thread before and after everything else. */
public final class OuterFilter implements Filter {

  private ServletDeployment deployment;

  @Override
  public void init(FilterConfig config) {
    deployment = Deployments.get(config.getInitParameter(Deployments.KEY));
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    deployment.around().run();
    try {
      chain.doFilter(request, response);
    } finally {
      deployment.around().run();
    }
  }

  @Override
  public void destroy() {}
}
