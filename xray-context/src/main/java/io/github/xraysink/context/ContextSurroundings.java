// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import com.amazonaws.xray.entities.Entity;
import io.github.xraysink.context.entity.LiveEntity;
import io.github.xraysink.context.entity.LiveSegment;
import io.github.xraysink.context.entity.Surroundings;

/** Ties the life of entities to listeners and thread positions. */
final class ContextSurroundings implements Surroundings {

  @Override
  public boolean listens(LiveEntity entity) {
    return Listeners.any(entity.getCreator());
  }

  @Override
  public void ending(LiveEntity entity) {
    Listeners.ending(entity);
  }

  @Override
  public void ended(LiveEntity entity) {
    Listeners.ended(entity);
    Position.ended(entity);
  }

  @Override
  public void decided(LiveSegment segment) {
    Entity current = Position.current();
    if (current != null && current.getParentSegment() == segment) {
      Listeners.setAgain(current);
    }
  }

  @Override
  public void run(LiveEntity entity, Runnable work) {
    TraceSnapshot.of(entity).wrap(work).run();
  }
}
