// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.worker;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * {@code PUT /pictures/name} answers at once and scales afterwards; {@code GET /pictures/name}
 * answers when all sizes are there, without a thread waiting for them.
 */
final class PicturesServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String PREFIX = "/pictures/";
  /** RFC 9110; the servlet API has no name for it before 6.1. */
  private static final int UNPROCESSABLE = 422;

  private final transient Thumbnails thumbnails;

  PicturesServlet(Thumbnails thumbnails) {
    this.thumbnails = thumbnails;
  }

  @Override
  protected void doPut(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String name = name(request);
    if (name == null) {
      response.sendError(HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    thumbnails.scale(name);
    response.setStatus(HttpServletResponse.SC_ACCEPTED);
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String name = name(request);
    CompletableFuture<String> sizes = name == null ? null : thumbnails.sizesOf(name);
    if (sizes == null) {
      response.setStatus(
          "/health".equals(request.getPathInfo())
              ? HttpServletResponse.SC_OK
              : HttpServletResponse.SC_NOT_FOUND);
      return;
    }
    AsyncContext later = request.startAsync();
    CompletableFuture<String> unused =
        sizes.whenComplete((text, thrown) -> answer(later, text, thrown));
  }

  private static void answer(
      AsyncContext later, @Nullable String text, @Nullable Throwable thrown) {
    try {
      HttpServletResponse response = (HttpServletResponse) later.getResponse();
      response.setStatus(thrown == null ? HttpServletResponse.SC_OK : UNPROCESSABLE);
      response.getWriter().println(thrown == null ? text : "cannot be scaled");
    } catch (IOException gone) {
      log("the client has gone", gone);
    } finally {
      later.complete();
    }
  }

  private static void log(String what, IOException why) {
    System.getLogger(PicturesServlet.class.getName()).log(System.Logger.Level.DEBUG, what, why);
  }

  private static @Nullable String name(HttpServletRequest request) {
    String path = request.getPathInfo();
    return path != null && path.startsWith(PREFIX) && path.length() > PREFIX.length()
        ? path.substring(PREFIX.length())
        : null;
  }
}
