/** The resources under {@code /api}: one class for each, and {@link dev.sluice.admin.api.ManagementRoutes} for all. */
@NullMarked
package dev.sluice.admin.api;

import org.jspecify.annotations.NullMarked;
