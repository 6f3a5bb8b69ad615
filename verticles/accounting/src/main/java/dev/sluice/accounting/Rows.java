package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.catalog.Price;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;

/** Makes the row that is kept of a request. */
final class Rows {
    private Rows() {}

    /** Of a call that was admitted. */
    static RequestRow settled(Hold hold, Settlement end, Tally tally, NanoDollars cost) {
        Price price = hold.price();
        AdmissionRequest request = hold.request();
        return new RequestRow(
                request.call().value(),
                request.requestId(),
                request.arrivedAtMillis(),
                hold.holder().key().id(),
                hold.holder().user().id(),
                request.dialect().id(),
                request.operation().id(),
                Names.cut(request.model()),
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
                price == null ? 0 : price.version(),
                cost,
                end.firstContentMillis(),
                end.totalMillis());
    }

    /** Of a request of a known key that was not admitted. */
    static RequestRow refused(AdmissionRequest request, KeyHolder holder, GatewayError error, long nowMillis) {
        return new RequestRow(
                request.call().value(),
                request.requestId(),
                request.arrivedAtMillis(),
                holder.key().id(),
                holder.user().id(),
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
                0,
                NanoDollars.ZERO,
                -1,
                Math.max(0, nowMillis - request.arrivedAtMillis()));
    }
}
