/**
 * Other names under which callers may ask for models, and suffixes of names that say how much to think. Imports {@code
 * model}; knows no channel.
 */
@NullMarked
package dev.sluice.ingress.names;

import org.jspecify.annotations.NullMarked;
