package dev.sluice.wire;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.Verdict;

/** An upstream's refusal, in the gateway's own words, and what it says about the channel. */
public record UpstreamError(GatewayError error, Verdict verdict) {}
