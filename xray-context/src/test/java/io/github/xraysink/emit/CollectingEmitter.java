// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.emit;

import com.amazonaws.xray.emitters.Emitter;
import com.amazonaws.xray.entities.Segment;
import com.amazonaws.xray.entities.Subsegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An emitter as others write them: it has the entities write themselves. */
final class CollectingEmitter extends Emitter {

  final List<String> json = new CopyOnWriteArrayList<>();

  @Override
  public boolean sendSegment(Segment segment) {
    return json.add(segment.serialize());
  }

  @Override
  public boolean sendSubsegment(Subsegment subsegment) {
    return json.add(subsegment.streamSerialize());
  }
}
