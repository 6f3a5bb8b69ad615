@NullMarked
package dev.sluice.ingress.load;

import org.jspecify.annotations.NullMarked;
