/** A provider that answers by itself, so that the first completion needs no account. */
@NullMarked
package dev.sluice.provider.demo;

import org.jspecify.annotations.NullMarked;
