/**
 * Calls upstream APIs: serves {@link dev.sluice.bus.Addresses#OPEN}.
 *
 * <p>Read {@link dev.sluice.provider.ProviderVerticle} first. Below it, {@code preset} reads what is known of each kind
 * of upstream, {@code upstream} makes a channel ready and says what a call to it looks like (pure), {@code egress} is the
 * only place that opens sockets outward, {@code websocket} frames what goes over some of them (pure), {@code passage}
 * watches over one answer on its way to the caller, and {@code demo} answers without a network.
 */
@NullMarked
package dev.sluice.provider;

import org.jspecify.annotations.NullMarked;
