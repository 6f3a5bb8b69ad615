package dev.sluice.model.catalog;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Timeouts that a channel, or one model of it, sets apart from the defaults; absent ones are inherited. */
public record TimeoutOverrides(
        @Nullable Duration connect,
        @Nullable Duration firstContent,
        @Nullable Duration betweenChunks,
        @Nullable Duration total) {
    public static final TimeoutOverrides NONE = new TimeoutOverrides(null, null, null, null);

    public Timeouts over(Timeouts base) {
        return new Timeouts(
                connect != null ? connect : base.connect(),
                firstContent != null ? firstContent : base.firstContent(),
                betweenChunks != null ? betweenChunks : base.betweenChunks(),
                total != null ? total : base.total());
    }
}
