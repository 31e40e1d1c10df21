// SPDX-License-Identifier: Apache-2.0
/**
 * Configures xraysink in a Spring Boot application. What an application may touch are its
 * properties, {@link io.github.xraysink.spring.XraysinkBuilderCustomizer}, and beans of its own,
 * which every bean here makes way for.
 */
@NullMarked
package io.github.xraysink.spring;

import org.jspecify.annotations.NullMarked;
