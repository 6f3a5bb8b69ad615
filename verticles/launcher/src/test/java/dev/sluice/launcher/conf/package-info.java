@NullMarked
package dev.sluice.launcher.conf;

import org.jspecify.annotations.NullMarked;
