/** Tests of the provider room; {@link dev.sluice.provider.Rig} is what they stand on. */
@NullMarked
package dev.sluice.provider;

import org.jspecify.annotations.NullMarked;
