/** Provider presets: what is known of each kind of upstream, read from YAML files. */
@NullMarked
package dev.sluice.provider.preset;

import org.jspecify.annotations.NullMarked;
