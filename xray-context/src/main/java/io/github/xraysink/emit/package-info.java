/** Writing documents and sending them: a bounded emitter that never makes the application wait. */
@NullMarked
package io.github.xraysink.emit;

import org.jspecify.annotations.NullMarked;
