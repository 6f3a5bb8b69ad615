package dev.sluice.model.call;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;

/** Which channels can serve this call, in which order? */
public record RouteRequest(String group, String model, Dialect dialect, Operation operation) {}
