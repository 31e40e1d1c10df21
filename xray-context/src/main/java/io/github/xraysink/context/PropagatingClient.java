// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.context;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Passes calls on to a client, and gives out its futures as ones that carry positions. */
final class PropagatingClient implements InvocationHandler {

  private static final MethodType SPREAD = MethodType.methodType(Object.class, Object[].class);

  private final Object client;
  private final Map<Method, MethodHandle> handles = new ConcurrentHashMap<>();

  private PropagatingClient(Object client) {
    this.client = client;
  }

  /** A view of {@code client}; itself if it is one. */
  static <T> T of(Class<T> type, T client) {
    if (isView(client)) {
      return client;
    }
    Object view = Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, new PropagatingClient(client));
    return type.cast(view);
  }

  private static boolean isView(@Nullable Object object) {
    return object != null
        && Proxy.isProxyClass(object.getClass())
        && Proxy.getInvocationHandler(object) instanceof PropagatingClient;
  }

  @Override
  public @Nullable Object invoke(
      Object view, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    if (method.getDeclaringClass() == Object.class && method.getName().equals("equals")) {
      return arguments != null && client.equals(behind(arguments[0]));
    }
    MethodHandle handle = handles.get(method);
    if (handle == null) {
      handle = handles.computeIfAbsent(method, this::find);
    }
    Object result = (Object) handle.invokeExact(arguments);
    return result instanceof CompletionStage<?> stage && isFuture(method.getReturnType())
        ? XrayFutures.propagating(stage)
        : result;
  }

  private static @Nullable Object behind(@Nullable Object object) {
    return isView(object)
        ? ((PropagatingClient) Proxy.getInvocationHandler(object)).client
        : object;
  }

  private static boolean isFuture(Class<?> type) {
    return type == CompletableFuture.class || type == CompletionStage.class;
  }

  private MethodHandle find(Method method) {
    method.trySetAccessible(); // for interfaces that are not public
    try {
      return MethodHandles.publicLookup()
          .unreflect(method)
          .asFixedArity()
          .bindTo(client)
          .asSpreader(Object[].class, method.getParameterCount())
          .asType(SPREAD);
    } catch (IllegalAccessException closed) {
      throw new IllegalArgumentException(
          method + " cannot be called: its interface is neither public nor open to xraysink",
          closed);
    }
  }
}
