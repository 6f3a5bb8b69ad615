package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Notice;
import dev.sluice.store.Notices;
import java.time.Clock;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/** {@code /api/notices}: what somebody should be told, such as that a budget has passed its soft limit. */
final class NoticeResource {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final Notices notices;
    private final Clock clock;

    NoticeResource(Notices notices, Clock clock) {
        this.notices = notices;
        this.clock = clock;
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of("untold", "limit", "after"));
        String untold = request.query().getOrDefault("untold", "false");
        if (!untold.equals("true") && !untold.equals("false")) {
            throw Value.wrong("untold", "must be true or false");
        }
        return Paging.of(request)
                .answer((after, limit) -> notices.list(untold.equals("true"), after, limit), NoticeResource::write);
    }

    /** Notes that somebody was told; a second time changes nothing. */
    Answer told(ApiRequest request) {
        request.refuseFields();
        if (!NUMBER.matcher(request.id()).matches()) {
            throw new GatewayException(Kind.NOT_FOUND, "there is no such notice");
        }
        boolean now = notices.told(Long.parseLong(request.id()), clock.instant());
        return Answer.json(200, Json.object().put("noted", now));
    }

    private static ObjectNode write(Notice notice) {
        return Json.object()
                .put("id", Long.toString(notice.number()))
                .put("kind", Words.of(notice.kind()))
                .put("subject", notice.subject())
                .put("account", notice.account())
                .put("spent", notice.spent())
                .put("limit", notice.limit())
                .put("created_at", notice.createdAt().toString())
                .put("told_at", Objects.toString(notice.toldAt(), null));
    }
}
