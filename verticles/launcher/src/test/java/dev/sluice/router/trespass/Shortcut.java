package dev.sluice.router.trespass;

import dev.sluice.ingress.IngressSettings;

/** A verticle that knows another one. */
public record Shortcut(IngressSettings settings) {}
