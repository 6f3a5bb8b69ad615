package dev.sluice.model.call;

import org.jspecify.annotations.Nullable;

/**
 * Ask a provider to carry a call to one channel. Answered by an {@link Opening} and, if opened, a stream of events.
 *
 * @param tenant id of the user whose key made the call; answers that are kept belong to it
 */
public record Attempt(
        Call call, Candidate candidate, @Nullable String tenant) {
    public Attempt(Call call, Candidate candidate) {
        this(call, candidate, null);
    }
}
