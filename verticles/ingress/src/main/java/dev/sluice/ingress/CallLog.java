package dev.sluice.ingress;

import dev.sluice.model.call.Call;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Settled;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One line per call at its end, as fields; never a key, never a prompt. */
final class CallLog {
    private static final Logger LOG = LoggerFactory.getLogger("dev.sluice.calls");

    private CallLog() {}

    static void write(
            Call call, @Nullable String keyId, Progress progress, Progress.Ending ending, @Nullable Settled settled) {
        if (!LOG.isInfoEnabled()) {
            return;
        }
        StringBuilder line = new StringBuilder(256)
                .append("call=")
                .append(call.id().value())
                .append(" request=")
                .append(call.requestId())
                .append(" key=")
                .append(keyId == null ? "-" : keyId)
                .append(" dialect=")
                .append(call.dialect().id())
                .append(" op=")
                .append(call.operation().id())
                .append(" model=")
                .append(Printable.of(call.model()));
        Candidate candidate = progress.candidate();
        if (candidate != null && candidate.standsIn() != null) {
            line.append(" fallback=").append(Printable.of(candidate.standsIn()));
        }
        line.append(" channel=").append(candidate == null ? "-" : Printable.of(candidate.channelName()));
        if (candidate != null && candidate.key() != null) {
            line.append(" channel_key=").append(candidate.key());
        }
        line.append(" attempts=")
                .append(progress.attempts())
                .append(" status=")
                .append(ending.status())
                .append(" end=")
                .append(ending.end());
        if (ending.errorCode() != null) {
            line.append(" error=").append(Printable.of(ending.errorCode()));
        }
        if (settled != null) {
            line.append(" tokens=")
                    .append(settled.usage().prompt())
                    .append('+')
                    .append(settled.usage().completion())
                    .append(" usage=")
                    .append(settled.source())
                    .append(" cost_nano=")
                    .append(settled.cost().value());
        }
        if (progress.hasAnswered()) {
            line.append(" first_ms=")
                    .append(Duration.ofNanos(progress.firstContentAgeNanos()).toMillis());
        }
        line.append(" ms=").append(Duration.ofNanos(progress.ageNanos()).toMillis());
        LOG.info("{}", line);
    }
}
