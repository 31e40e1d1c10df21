// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context.entity;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A small map from names to values, in the order of first writing, that may be read and written
 * from any thread.
 *
 * <p>X-Ray's blocks have a handful of keys, for which a flat array beats hashing in time and space;
 * a hash index is added only beyond {@value #INDEXED_FROM} keys. Iterators show the map as it was
 * when they were made. Once sealed, the map ignores writes: it belongs to the emitter then.
 */
class AttributeMap<V> extends AbstractMap<String, V> {

  /** Up to so many keys, looking through them is as fast as hashing. */
  static final int INDEXED_FROM = 16;

  private static final @Nullable Object[] EMPTY = {};

  // All guarded by this until sealed; then nothing changes, and the emitter reads without the lock.
  // The lock is held for a few array accesses, never while foreign code runs (keys are Strings), so
  // it cannot pin a virtual thread for longer than those.
  private @Nullable Object[] pairs = EMPTY;
  private int size;
  private @Nullable Map<String, Integer> index;
  private volatile boolean sealed;

  AttributeMap() {}

  /** A sealed map of what {@code source} has, each value as {@code taken} gives it. */
  static AttributeMap<Object> sealedCopy(Map<?, ?> source, Function<Object, Object> taken) {
    AttributeMap<Object> copy = new AttributeMap<>();
    copy.pairs = new Object[2 * Math.min(INDEXED_FROM, source.size())];
    // Without the lock: nobody else has it yet.
    source.forEach((key, value) -> copy.place(String.valueOf(key), taken.apply(value)));
    copy.sealed = true;
    return copy;
  }

  /**
   * What is stored for a value put in: a copy nobody else can change, where the value is a scalar
   * or a container. Runs without the lock, because it may call foreign code.
   */
  @SuppressWarnings(
      "unchecked") // maps of attributes hold objects; the one map that does not overrides this
  V taken(V value) {
    return (V) Values.frozen(value);
  }

  /** Makes the map ignore writes from now on. */
  synchronized void seal() {
    sealed = true;
  }

  boolean isSealed() {
    return sealed;
  }

  /** Makes {@code target}, fresh and seen by nobody else, hold what is in this map now. */
  final synchronized <M extends AttributeMap<V>> M copyTo(M target) {
    AttributeMap<V> copy = target;
    copy.pairs = pairs.clone();
    copy.size = size;
    copy.index = index == null ? null : new HashMap<>(index);
    return target;
  }

  /** Stores a value; without effect if the map is sealed, or the key or the value is null. */
  @Override
  public @Nullable V put(@Nullable String key, @Nullable V value) {
    return key == null || value == null ? null : store(key, taken(value));
  }

  /** Stores that very value; without effect if the map is sealed. */
  final synchronized @Nullable V store(String key, V value) {
    return sealed ? null : place(key, value);
  }

  private @Nullable V place(String key, V value) {
    int at = find(key);
    if (at >= 0) {
      V before = valueAt(at);
      pairs[2 * at + 1] = value;
      return before;
    }
    append(key, value);
    return null;
  }

  /**
   * Replaces each value by what {@code read} makes of it, but not one that somebody else has
   * replaced by then. Calls {@code read} without the lock.
   */
  final void rewrite(UnaryOperator<V> read) {
    forEach((key, value) -> exchange(key, value, read.apply(value)));
  }

  private synchronized void exchange(String key, V expected, V fresh) {
    int at = sealed ? -1 : find(key);
    if (at >= 0 && pairs[2 * at + 1] == expected) {
      pairs[2 * at + 1] = fresh;
    }
  }

  @Override
  public synchronized @Nullable V get(@Nullable Object key) {
    int at = find(key);
    return at < 0 ? null : valueAt(at);
  }

  @Override
  public synchronized boolean containsKey(@Nullable Object key) {
    return find(key) >= 0;
  }

  @Override
  public synchronized @Nullable V remove(@Nullable Object key) {
    int at = sealed ? -1 : find(key);
    if (at < 0) {
      return null;
    }
    V before = valueAt(at);
    @Nullable Object[] shorter = pairs.clone();
    System.arraycopy(pairs, 2 * at + 2, shorter, 2 * at, 2 * (size - at - 1));
    shorter[2 * size - 1] = null;
    shorter[2 * size - 2] = null;
    pairs = shorter;
    size--;
    reindex();
    return before;
  }

  @Override
  public synchronized void clear() {
    if (!sealed) {
      pairs = EMPTY;
      size = 0;
      index = null;
    }
  }

  @Override
  public int size() {
    return sealed ? size : sizeNow();
  }

  private synchronized int sizeNow() {
    return size;
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super V> action) {
    @Nullable Object[] now = unchanging();
    for (int i = 0; i < now.length && now[i] != null; i += 2) {
      action.accept((String) now[i], cast(now[i + 1]));
    }
  }

  /** The pairs, and nulls behind them: a copy, unless nobody can change them any more. */
  private @Nullable Object[] unchanging() {
    return sealed ? pairs : snapshot();
  }

  @Override
  public Set<Entry<String, V>> entrySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<Entry<String, V>> iterator() {
        return new Entries(snapshot());
      }

      @Override
      public int size() {
        return AttributeMap.this.size();
      }
    };
  }

  private synchronized @Nullable Object[] snapshot() {
    @Nullable Object[] copy = new Object[2 * size];
    System.arraycopy(pairs, 0, copy, 0, copy.length);
    return copy;
  }

  private int find(@Nullable Object key) {
    if (index != null) {
      Integer at = index.get(key);
      return at == null ? -1 : at;
    }
    for (int i = 0; i < size; i++) {
      if (Objects.equals(pairs[2 * i], key)) {
        return i;
      }
    }
    return -1;
  }

  private void append(String key, V value) {
    if (2 * size == pairs.length) {
      @Nullable Object[] larger = new Object[Math.max(8, 2 * pairs.length)];
      System.arraycopy(pairs, 0, larger, 0, pairs.length);
      pairs = larger;
    }
    pairs[2 * size] = key;
    pairs[2 * size + 1] = value;
    size++;
    if (index != null) {
      index.put(key, size - 1);
    } else if (size > INDEXED_FROM) {
      reindex();
    }
  }

  private void reindex() {
    if (size <= INDEXED_FROM) {
      index = null;
      return;
    }
    Map<String, Integer> fresh = new HashMap<>(2 * size);
    for (int i = 0; i < size; i++) {
      fresh.put((String) pairs[2 * i], i);
    }
    index = fresh;
  }

  private V valueAt(int at) {
    return cast(pairs[2 * at + 1]);
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // only put stores values, and never null
  private V cast(@Nullable Object value) {
    return (V) value;
  }

  /** Entries as they were; writing to or removing one goes to the map itself. */
  private final class Entries implements Iterator<Entry<String, V>> {
    private final @Nullable Object[] then;
    private int next;

    Entries(@Nullable Object[] then) {
      this.then = then;
    }

    @Override
    public boolean hasNext() {
      return next < then.length;
    }

    @Override
    public Entry<String, V> next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      String key = (String) then[next];
      V value = cast(then[next + 1]);
      next += 2;
      return new SimpleEntry<>(key, value) {
        @Override
        public V setValue(V changed) {
          put(getKey(), changed);
          return super.setValue(changed);
        }
      };
    }

    @Override
    public void remove() {
      if (next == 0) {
        throw new IllegalStateException();
      }
      AttributeMap.this.remove(then[next - 2]);
    }
  }
}
