// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.servlet.jakarta;

import io.github.xraysink.testkit.ServletStep;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.UnavailableException;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/** Does what a script says, with one request and its response. */
final class ScriptPlayer {

  private HttpServletRequest request;
  private HttpServletResponse response;
  private AsyncContext async;

  ScriptPlayer(HttpServletRequest request, HttpServletResponse response) {
    this.request = request;
    this.response = response;
  }

  void play(List<ServletStep> steps) throws ServletException, IOException {
    for (ServletStep step : steps) {
      try {
        play(step);
      } catch (ServletException | IOException | RuntimeException checked) {
        throw checked;
      } catch (Exception unexpected) {
        throw new ServletException(unexpected);
      }
    }
  }

  /** For threads that may not throw what is checked. */
  private void playUnchecked(List<ServletStep> steps) {
    try {
      play(steps);
    } catch (ServletException | IOException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private void play(ServletStep step) throws Exception {
    if (step instanceof ServletStep.Do it) {
      it.code().run();
    } else if (step instanceof ServletStep.Forward it) {
      request.getRequestDispatcher(it.path()).forward(request, response);
    } else if (step instanceof ServletStep.Include it) {
      request.getRequestDispatcher(it.path()).include(request, response);
    } else if (step instanceof ServletStep.Attempt it) {
      attempt(it.steps());
    } else if (step instanceof ServletStep.Throw it) {
      raise(it.thrown());
    } else if (step instanceof ServletStep.ThrowWrapped it) {
      throw new ServletException(it.cause());
    } else if (step instanceof ServletStep.ThrowUnavailable it) {
      throw it.seconds() == 0
          ? new UnavailableException("gone")
          : new UnavailableException("back soon", it.seconds());
    } else if (!answer(step)) {
      playAsync(step);
    }
  }

  private void attempt(List<ServletStep> steps) {
    try {
      play(steps);
    } catch (ServletException | IOException | RuntimeException failed) {
      // As the script wants it.
    }
  }

  private static void raise(Throwable thrown) throws IOException {
    if (thrown instanceof Error error) {
      throw error;
    } else if (thrown instanceof IOException io) {
      throw io;
    }
    throw (RuntimeException) thrown;
  }

  private boolean answer(ServletStep step) throws IOException {
    if (step instanceof ServletStep.Status it) {
      response.setStatus(it.status());
    } else if (step instanceof ServletStep.Length it) {
      response.setContentLength(it.bytes());
    } else if (step instanceof ServletStep.Write it) {
      response.getOutputStream().write(it.bytes());
    } else if (step instanceof ServletStep.Print it) {
      response.setContentType("text/plain;charset=" + it.charset());
      response.getWriter().print(it.text());
    } else if (step instanceof ServletStep.PrintLine it) {
      response.getWriter().println(it.text());
    } else if (step instanceof ServletStep.Flush) {
      response.flushBuffer();
    } else if (step instanceof ServletStep.Reset) {
      response.reset();
    } else if (step instanceof ServletStep.SendError it) {
      response.sendError(it.status());
    } else if (step instanceof ServletStep.Redirect it) {
      response.sendRedirect(it.location());
    } else {
      return false;
    }
    return true;
  }

  private void playAsync(ServletStep step) throws IOException {
    if (step instanceof ServletStep.StartAsync it) {
      start(it);
    } else if (step instanceof ServletStep.OnTimeout it) {
      async.addListener(new TimeoutListener(it.steps()));
    } else if (step instanceof ServletStep.InContainer it) {
      async.start(() -> playUnchecked(it.steps()));
    } else if (step instanceof ServletStep.InThread it) {
      it.executor().execute(() -> playUnchecked(it.steps()));
    } else if (step instanceof ServletStep.Complete) {
      async.complete();
    } else if (step instanceof ServletStep.Dispatch it) {
      async.dispatch(it.path());
    } else if (step instanceof ServletStep.ReadAll it) {
      ServletInputStream body = request.getInputStream();
      body.setReadListener(new Reader(body, it.steps()));
    } else if (step instanceof ServletStep.WriteWhenPossible it) {
      ServletOutputStream body = response.getOutputStream();
      body.setWriteListener(new Writer(body, it));
    } else {
      throw new IllegalArgumentException("unknown step " + step);
    }
  }

  private void start(ServletStep.StartAsync step) {
    async = request.startAsync();
    async.setTimeout(step.timeoutMillis());
    if (step.own()) {
      request = (HttpServletRequest) async.getRequest();
      response = (HttpServletResponse) async.getResponse();
    }
  }

  private final class TimeoutListener implements AsyncListener {
    private final List<ServletStep> steps;

    TimeoutListener(List<ServletStep> steps) {
      this.steps = steps;
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      async = event.getAsyncContext();
      response = (HttpServletResponse) async.getResponse();
      playUnchecked(steps);
    }

    @Override
    public void onComplete(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {}

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  private final class Reader implements ReadListener {
    private final ServletInputStream body;
    private final List<ServletStep> steps;

    Reader(ServletInputStream body, List<ServletStep> steps) {
      this.body = body;
      this.steps = steps;
    }

    @Override
    public void onDataAvailable() throws IOException {
      byte[] buffer = new byte[1_024];
      while (body.isReady() && body.read(buffer) >= 0) {
        // Only the end matters.
      }
    }

    @Override
    public void onAllDataRead() {
      playUnchecked(steps);
    }

    @Override
    public void onError(Throwable thrown) {
      async.complete();
    }
  }

  private final class Writer implements WriteListener {
    private final ServletOutputStream body;
    private final ServletStep.WriteWhenPossible step;
    private boolean written;

    Writer(ServletOutputStream body, ServletStep.WriteWhenPossible step) {
      this.body = body;
      this.step = step;
    }

    @Override
    public void onWritePossible() throws IOException {
      if (!written) {
        written = true;
        playUnchecked(step.steps());
        body.write(step.bytes());
      }
      if (body.isReady()) {
        async.complete();
      }
    }

    @Override
    public void onError(Throwable thrown) {
      async.complete();
    }
  }
}
