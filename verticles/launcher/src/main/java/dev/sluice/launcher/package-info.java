/** main(): reads the configuration, starts Vert.x, deploys by name, shuts down. */
@NullMarked
package dev.sluice.launcher;

import org.jspecify.annotations.NullMarked;
