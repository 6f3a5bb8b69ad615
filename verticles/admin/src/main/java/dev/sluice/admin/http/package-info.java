/** How a management request is read, passed to its handler off the event loop, and answered. Knows no resource. */
@NullMarked
package dev.sluice.admin.http;

import org.jspecify.annotations.NullMarked;
