/**
 * Management API, sign-in, and the web UI's files.
 *
 * <p>{@link dev.sluice.admin.ManagementDoor} is where ingress brings requests, {@link dev.sluice.admin.AdminVerticle}
 * what answers them. {@code http} carries requests and answers, {@code signin} knows who asks, {@code api} has the
 * resources and their one table of routes.
 */
@NullMarked
package dev.sluice.admin;

import org.jspecify.annotations.NullMarked;
