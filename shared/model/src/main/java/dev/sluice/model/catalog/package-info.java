/** What operators configure: channels, keys, prices. */
@NullMarked
package dev.sluice.model.catalog;

import org.jspecify.annotations.NullMarked;
