// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.samples.lambda;

import java.util.List;

/** What is to be priced. Lambda fills it from JSON, for which it wants setters. */
public final class Order {

  private String id = "";
  private List<String> items = List.of();

  /** Made by Lambda. */
  public Order() {}

  /** The caller's own number. */
  public String getId() {
    return id;
  }

  /** Sets {@link #getId}. */
  public void setId(String id) {
    this.id = id;
  }

  /** What was ordered. */
  public List<String> getItems() {
    return List.copyOf(items);
  }

  /** Sets {@link #getItems}. */
  public void setItems(List<String> items) {
    this.items = List.copyOf(items);
  }
}
