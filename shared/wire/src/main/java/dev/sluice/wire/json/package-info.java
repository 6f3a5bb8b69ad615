/** JSON as a tree, for what is translated or small; what passes through is read in {@code text}. Imports Jackson. */
@NullMarked
package dev.sluice.wire.json;

import org.jspecify.annotations.NullMarked;
