/** Calls upstream APIs. */
@NullMarked
package dev.sluice.provider;

import org.jspecify.annotations.NullMarked;
