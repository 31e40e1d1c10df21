// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.testkit.ServletDeployment;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Plays the script of the path it is asked for. */
public final class ScriptServlet extends HttpServlet {

  private static final long serialVersionUID = 1;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    ServletDeployment deployment = Deployments.get(getInitParameter(Deployments.KEY));
    Object included = request.getAttribute(RequestDispatcher.INCLUDE_REQUEST_URI);
    String path = included == null ? request.getRequestURI() : included.toString();
    new ScriptPlayer(request, response).play(deployment.scripts().apply(path));
  }
}
