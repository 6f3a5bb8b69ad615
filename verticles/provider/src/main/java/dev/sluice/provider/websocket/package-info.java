/** The client's side of WebSockets (RFC 6455): handshake and framing, without sockets and without extensions. Pure. */
@NullMarked
package dev.sluice.provider.websocket;

import org.jspecify.annotations.NullMarked;
