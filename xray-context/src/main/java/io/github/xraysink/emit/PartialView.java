// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import java.util.List;

/** An entity with only those children that are in the same document. */
final class PartialView extends DelegatingView {

  private final List<EntityView> children;

  PartialView(EntityView whole, List<EntityView> children) {
    super(whole);
    this.children = children;
  }

  @Override
  public List<EntityView> children() {
    return children;
  }
}
