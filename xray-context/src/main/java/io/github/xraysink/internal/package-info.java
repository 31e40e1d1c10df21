/**
 * What the packages of this module share and nobody else should use. No promises are made about it.
 */
@NullMarked
package io.github.xraysink.internal;

import org.jspecify.annotations.NullMarked;
