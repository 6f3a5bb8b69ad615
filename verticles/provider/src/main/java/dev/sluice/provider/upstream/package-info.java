/** Channels made ready to be called, and what a call to one looks like. Pure; no I/O. */
@NullMarked
package dev.sluice.provider.upstream;

import org.jspecify.annotations.NullMarked;
