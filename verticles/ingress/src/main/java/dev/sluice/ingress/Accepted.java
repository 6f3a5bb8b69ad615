package dev.sluice.ingress;

import dev.sluice.model.call.Call;

/**
 * A request that was read whole and understood.
 *
 * @param parting what is done with the last that is said of its answer
 */
record Accepted(Reply reply, Call call, long arrivedNanos, Parting parting) {}
