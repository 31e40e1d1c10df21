/**
 * What the filters for both servlet APIs have in common. Knows neither: the adapters in
 * {@code .jakarta} and {@code .javax} show it requests and tell it what happens to them.
 */
@NullMarked
package io.github.xraysink.servlet;

import org.jspecify.annotations.NullMarked;
