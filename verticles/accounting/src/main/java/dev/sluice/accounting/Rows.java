package dev.sluice.accounting;

import dev.sluice.accounting.record.JournalRecord;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import java.util.ArrayList;
import java.util.List;

/** Makes the row that is kept of a request. */
final class Rows {
    private Rows() {}

    /** Of a call that was admitted. */
    static RequestRow settled(Hold hold, Settlement end, Tally tally, Reckoning reckoning) {
        AdmissionRequest request = hold.request();
        return new RequestRow(
                request.call().value(),
                request.requestId(),
                request.arrivedAtMillis(),
                hold.holder().key().id(),
                hold.holder().user().id(),
                hold.holder().key().group(),
                request.dialect().id(),
                request.operation().id(),
                Names.cut(hold.quote().billed(end).model()),
                request.stream(),
                end.channelId(),
                end.provider(),
                end.upstreamModel(),
                end.attempts(),
                end.status(),
                end.errorCode(),
                end.end(),
                tally.usage(),
                tally.source(),
                reckoning,
                end.firstContentMillis(),
                end.totalMillis(),
                end.gatewayMicros());
    }

    /** What is written of an admitted call, so that it can be billed if its end never comes. */
    static JournalRecord.Hold hold(Hold hold) {
        AdmissionRequest request = hold.request();
        return new JournalRecord.Hold(
                request.call().value(),
                request.requestId(),
                request.arrivedAtMillis(),
                hold.holder().key().id(),
                hold.holder().user().id(),
                hold.holder().key().group(),
                request.dialect().id(),
                request.operation().id(),
                Names.cut(request.model()),
                request.stream(),
                hold.promptTokens(),
                hold.outputTokens(),
                hold.money().heldCost(),
                hold.quote().version(),
                claims(hold.money()));
    }

    private static List<JournalRecord.Claim> claims(Reservation money) {
        List<JournalRecord.Claim> claims = new ArrayList<>(money.parts().size());
        for (Reservation.Part part : money.parts()) {
            Claim claim = part.claim();
            claims.add(new JournalRecord.Claim(claim.account().id(), claim.unit(), claim.amount()));
        }
        return claims;
    }

    /** Of a call that was open when the last life of its node ended. */
    static RequestRow orphan(JournalRecord.Hold hold, Settlement end, Tally tally, Reckoning reckoning) {
        return new RequestRow(
                hold.call(),
                hold.requestId(),
                hold.arrivedAtMillis(),
                hold.keyId(),
                hold.userId(),
                hold.group(),
                hold.dialect(),
                hold.operation(),
                hold.model(),
                hold.stream(),
                end.channelId(),
                end.provider(),
                end.upstreamModel(),
                end.attempts(),
                end.status(),
                end.errorCode(),
                end.end(),
                tally.usage(),
                tally.source(),
                reckoning,
                end.firstContentMillis(),
                end.totalMillis(),
                0);
    }

    /** Of a request of a known key that was not admitted. */
    static RequestRow refused(AdmissionRequest request, KeyHolder holder, GatewayError error, long nowMillis) {
        return new RequestRow(
                request.call().value(),
                request.requestId(),
                request.arrivedAtMillis(),
                holder.key().id(),
                holder.user().id(),
                holder.key().group(),
                request.dialect().id(),
                request.operation().id(),
                Names.cut(request.model()),
                request.stream(),
                null,
                null,
                null,
                0,
                error.status(),
                error.code(),
                CallEnd.REFUSED,
                Usage.NONE,
                UsageSource.NONE,
                Reckoning.NOTHING,
                -1,
                Math.max(0, nowMillis - request.arrivedAtMillis()),
                0);
    }
}
