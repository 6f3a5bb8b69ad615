@NullMarked
package dev.sluice.router.traffic;

import org.jspecify.annotations.NullMarked;
