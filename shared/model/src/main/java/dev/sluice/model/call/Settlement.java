package dev.sluice.model.call;

import dev.sluice.model.chat.Usage;
import org.jspecify.annotations.Nullable;

/**
 * The end of an admitted call: exactly one is sent for each. Accounting decides what is billed from it (see {@link
 * CallEnd}).
 *
 * @param call which admission it ends
 * @param model the model that answered in the place of the one asked for; absent if that did, or none
 * @param channelId the channel that answered, or the last one tried; absent when none was
 * @param status HTTP status the caller saw; 499 when it left before there was one
 * @param reported the upstream's usage, if it reported any
 * @param counted what a tokenizer made of the texts, where the upstream reported nothing; an estimate
 * @param suspect whether the upstream reported something that cannot be true
 * @param produced tokens of output that were passed on, by a rough local count
 * @param attempts channels tried
 * @param firstContentMillis from arrival to the first content byte, -1 when there was none
 * @param totalMillis from arrival to the end
 * @param gatewayMicros of that the gateway's own: admission, routing and the steps from one channel to the next
 */
public record Settlement(
        CallId call,
        CallEnd end,
        @Nullable String model,
        @Nullable String channelId,
        @Nullable String provider,
        @Nullable String upstreamModel,
        int status,
        @Nullable String errorCode,
        @Nullable Usage reported,
        @Nullable Usage counted,
        boolean suspect,
        long produced,
        int attempts,
        long firstContentMillis,
        long totalMillis,
        long gatewayMicros) {

    /** An end at which nobody has counted, nor taken the gateway's own time. */
    public Settlement(
            CallId call,
            CallEnd end,
            @Nullable String channelId,
            @Nullable String provider,
            @Nullable String upstreamModel,
            int status,
            @Nullable String errorCode,
            @Nullable Usage reported,
            boolean suspect,
            long produced,
            int attempts,
            long firstContentMillis,
            long totalMillis) {
        this(
                call,
                end,
                null,
                channelId,
                provider,
                upstreamModel,
                status,
                errorCode,
                reported,
                null,
                suspect,
                produced,
                attempts,
                firstContentMillis,
                totalMillis,
                0);
    }
}
