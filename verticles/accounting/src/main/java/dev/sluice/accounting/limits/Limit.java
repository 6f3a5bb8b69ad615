package dev.sluice.accounting.limits;

import dev.sluice.model.catalog.KeyLimits;

/** What one subject may use at most. */
public record Limit(Subject subject, KeyLimits most) {}
