/**
 * Our own segments and subsegments: lean, ended exactly once, sent exactly once. Internal: no
 * promises are made about it.
 */
@NullMarked
package io.github.xraysink.context.entity;

import org.jspecify.annotations.NullMarked;
