// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.lambda;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;

/**
 * A handler of typed events whose work runs as {@link XrayLambda#handle} says.
 *
 * <p>Implement {@link #handle}, and name the class alone as the function's handler:
 * {@code com.example.Orders}. With {@code ::handleRequest} Lambda looks for the type of the event
 * in that method, which only knows a type variable, and passes a map; with {@code ::handle} nothing
 * of ours would run.
 *
 * <pre>{@code
 * public final class Orders implements XrayRequestHandler<Order, Receipt> {
 *   @Override
 *   public Receipt handle(Order order, Context context) {
 *     return XraySubsegments.call("price", () -> price(order));
 *   }
 * }
 * }</pre>
 *
 * @param <I> what Lambda makes of the event
 * @param <O> what Lambda makes the response of
 */
public interface XrayRequestHandler<I, O> extends RequestHandler<I, O> {

  /**
   * Handles one event, below its invocation.
   *
   * @param input the event
   * @param context what Lambda tells of the invocation
   * @return the response
   */
  O handle(I input, Context context);

  /** Called by Lambda; calls {@link #handle}. Not to be overridden. */
  @Override
  default O handleRequest(I input, Context context) {
    return XrayLambda.handle(context, () -> handle(input, context));
  }
}
