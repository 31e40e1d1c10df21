/**
 * The filter for Jakarta Servlet 5 and 6. Start at
 * {@link io.github.xraysink.servlet.jakarta.XrayFilter}.
 */
@NullMarked
package io.github.xraysink.servlet.jakarta;

import org.jspecify.annotations.NullMarked;
