/** The way out: resolves and classifies addresses, and holds the one HTTP client. Nothing else opens sockets outward. */
@NullMarked
package dev.sluice.provider.egress;

import org.jspecify.annotations.NullMarked;
