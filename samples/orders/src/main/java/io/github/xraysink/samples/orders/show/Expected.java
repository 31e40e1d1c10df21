// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.orders.show;

import io.github.xraysink.samples.orders.OrderJob;
import java.util.ArrayList;
import java.util.List;

/**
 * An entity the job makes, known by its name, which is unique within a request.
 *
 * @param request in whose trace it belongs
 * @param parent name of the entity it belongs under; empty for a segment
 * @param times how many such entities there are, each in a trace of its own
 * @param fails whether something is thrown in it
 * @param ends whether it ever ends
 */
record Expected(
    String request, String name, String parent, int times, boolean fails, boolean ends) {

  /**
   * All that {@link OrderJob} does, written down from its source and not from what a recorder made
   * of it.
   */
  static List<Expected> ofOrderJob(boolean virtualThreads) {
    List<Expected> all = new ArrayList<>();
    placeOrder(all, virtualThreads);
    add(all, "quote shipping", "", "orders");
    add(all, "quote shipping", "orders", "ask airline", "ask railway", "ask shipping line");
    add(all, "pay", "", "orders");
    all.add(new Expected("pay", "redeem voucher", "orders", 1, true, true));
    all.add(new Expected("pay", "charge card", "orders", 1, true, true));
    add(all, "pay", "orders", "debit account");
    add(all, "confirm", "", "orders");
    add(all, "confirm", "orders", "send mail");
    add(all, "ship", "", "orders");
    add(all, "ship", "orders", "print waybill", "update statistics");
    add(all, "check fraud", "", "orders");
    add(all, "check fraud", "orders", "look up customer");
    all.add(new Expected("check fraud", "ask for score", "orders", 1, false, false));
    all.add(new Expected("sweep", "carts", "", OrderJob.SWEEPS, false, true));
    all.add(new Expected("sweep", "delete abandoned", "carts", OrderJob.SWEEPS, false, true));
    return all;
  }

  private static void placeOrder(List<Expected> all, boolean virtualThreads) {
    add(all, "place order", "", "orders");
    add(all, "place order", "orders", "validate", "reserve stock", "wrap gift");
    add(all, "place order", "reserve stock", "reserve tea", "reserve kettle", "reserve cups");
    add(all, "place order", "wrap gift", "print card");
    if (virtualThreads) {
      add(all, "place order", "orders", "label parcels");
      add(all, "place order", "label parcels", "label box", "label tube");
    }
  }

  private static void add(List<Expected> all, String request, String parent, String... names) {
    for (String name : names) {
      all.add(new Expected(request, name, parent, 1, false, true));
    }
  }
}
