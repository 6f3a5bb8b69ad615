@NullMarked
package dev.sluice.testkit.load;

import org.jspecify.annotations.NullMarked;
