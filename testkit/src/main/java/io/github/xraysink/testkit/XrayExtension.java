// SPDX-License-Identifier: Apache-2.0
package io.github.xraysink.testkit;

import com.amazonaws.xray.AWSXRay;
import com.amazonaws.xray.AWSXRayRecorder;
import com.amazonaws.xray.strategy.sampling.AllSamplingStrategy;
import io.github.xraysink.context.Xraysink;
import io.github.xraysink.context.XraysinkBuilder;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a recorder of its own whose documents are captured, and fails the test that
 * leaves something wrong behind: an open {@link io.github.xraysink.context.TraceScope}, a position
 * on its thread, a document X-Ray would not take, an entity sent twice.
 *
 * <pre>{@code
 * @ExtendWith(XrayExtension.class)
 * class OrdersTest {
 *   @Test
 *   void order_isOneTrace(AWSXRayRecorder recorder, CapturedTraces traces) { .. }
 * }
 * }</pre>
 *
 * <p>Test methods and lifecycle methods may ask for an {@link Xraysink}, an
 * {@link AWSXRayRecorder}, a {@link CapturedTraces} or a {@link CapturingEmitter}. A test that
 * provokes what is checked registers the extension as a field, built with {@link #builder}, and
 * turns that check off. Tests that use it must not run concurrently in one JVM: scopes are watched
 * process-wide.
 */
public final class XrayExtension
    implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

  private static final Namespace NAMESPACE = Namespace.create(XrayExtension.class);

  private final Settings settings;

  /** What was chosen in the builder. */
  record Settings(
      UnaryOperator<XraysinkBuilder> configuration,
      boolean global,
      boolean checkScopes,
      boolean checkThread,
      boolean checkDocuments,
      boolean checkDuplicates) {}

  /** With every check, for {@code @ExtendWith}. */
  public XrayExtension() {
    this(new Builder().settings());
  }

  private XrayExtension(Settings settings) {
    this.settings = settings;
  }

  /** To configure the recorder, or to turn checks off. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    store(context).put(TestRecording.class, TestRecording.begin(settings));
  }

  /** Checks, clears the thread and closes the recorder, whatever the checks find. */
  @Override
  public void afterEach(ExtensionContext context) {
    TestRecording recording = store(context).remove(TestRecording.class, TestRecording.class);
    if (recording != null) {
      recording.end(context.getExecutionException().orElse(null));
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    Class<?> type = parameter.getParameter().getType();
    return type == Xraysink.class
        || type == AWSXRayRecorder.class
        || type == CapturedTraces.class
        || type == CapturingEmitter.class;
  }

  @Override
  public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    TestRecording recording = store(context).get(TestRecording.class, TestRecording.class);
    return recording == null ? null : recording.part(parameter.getParameter().getType());
  }

  private static ExtensionContext.Store store(ExtensionContext context) {
    return context.getStore(NAMESPACE);
  }

  /** Settings of the extension. */
  public static final class Builder {

    private UnaryOperator<XraysinkBuilder> configuration = UnaryOperator.identity();
    private boolean global;
    private boolean checkScopes = true;
    private boolean checkThread = true;
    private boolean checkDocuments = true;
    private boolean checkDuplicates = true;

    private Builder() {}

    /**
     * Changes the recorder. Beforehand it is named {@code test} and samples everything
     * ({@link AllSamplingStrategy}); the emitter is set afterwards.
     */
    public Builder recorder(UnaryOperator<XraysinkBuilder> configuration) {
      this.configuration = Objects.requireNonNull(configuration, "recorder");
      return this;
    }

    /**
     * Makes the recorder the SDK's global one during the test; {@link AWSXRay}'s own comes back
     * afterwards.
     */
    public Builder global() {
      this.global = true;
      return this;
    }

    /**
     * Does not fail for scopes that are not closed, closed twice around each other, or closed on
     * another thread.
     */
    public Builder allowLeakedScopes() {
      this.checkScopes = false;
      return this;
    }

    /** Does not fail for a position left on the test's thread. */
    public Builder allowDirtyThread() {
      this.checkThread = false;
      return this;
    }

    /** Does not fail for documents that X-Ray might not take. */
    public Builder allowInvalidDocuments() {
      this.checkDocuments = false;
      return this;
    }

    /** Does not fail for entities sent twice. */
    public Builder allowDuplicates() {
      this.checkDuplicates = false;
      return this;
    }

    private Settings settings() {
      return new Settings(
          configuration, global, checkScopes, checkThread, checkDocuments, checkDuplicates);
    }

    public XrayExtension build() {
      return new XrayExtension(settings());
    }
  }
}
