/** One request's journey: the call, who makes it, where it may go, how it ends. */
@NullMarked
package dev.sluice.model.call;

import org.jspecify.annotations.NullMarked;
