// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * As {@link XrayRequestHandler}, for a handler that reads the event and writes the response itself.
 */
public interface XrayRequestStreamHandler extends RequestStreamHandler {

  /**
   * Handles one event, below its invocation.
   *
   * @param input the event, as Lambda received it
   * @param output the response, as Lambda is to send it
   * @param context what Lambda tells of the invocation
   * @throws IOException if the event cannot be read or the response not be written
   */
  void handle(InputStream input, OutputStream output, Context context) throws IOException;

  /** Called by Lambda; calls {@link #handle}. Not to be overridden. */
  @Override
  default void handleRequest(InputStream input, OutputStream output, Context context)
      throws IOException {
    XrayLambda.run(context, () -> handle(input, output, context));
  }
}
