/**
 * Configuration: every key with its type and default, and where values come from (option, environment, file, default).
 *
 * <p>Read {@link dev.sluice.launcher.conf.Key}. {@code conf/sluice.yaml} lists the same keys for operators; a test holds
 * the two together.
 */
@NullMarked
package dev.sluice.launcher.conf;

import org.jspecify.annotations.NullMarked;
