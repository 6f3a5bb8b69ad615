package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.admin.signin.RandomText;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Announcement;
import dev.sluice.store.Announcement.Level;
import dev.sluice.store.Announcements;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Set;

/** {@code /api/announcements}: what operators tell all users, who see what is current. */
final class AnnouncementResource {
    static final Set<String> WRITABLE = Set.of("title", "text", "level", "starts_at", "ends_at");

    private static final int MOST = 100;
    private static final Reader<Level> LEVEL = Words.of(Level.class);
    /** Text may have several lines. */
    private static final Reader<String> TEXT = value -> {
        String text = Values.raw(4000).read(value);
        if (text.isBlank() || text.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
            throw value.wrong("must have 1 to 4000 characters, none of them a control character but line feeds");
        }
        return text;
    };

    private final Announcements announcements;
    private final Clock clock;

    AnnouncementResource(Announcements announcements, Clock clock) {
        this.announcements = announcements;
        this.clock = clock;
    }

    Answer create(ApiRequest request) {
        Fields fields = request.fields(WRITABLE).require("title", "text");
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Announcement fresh =
                apply(fields, new Announcement(RandomText.id("ann_"), "", "", Level.INFO, null, null, now));
        if (!announcements.create(fresh, MOST)) {
            throw new GatewayException(Kind.CONFLICT, "there are " + MOST + " announcements already; delete one first");
        }
        return Answer.json(201, write(fresh));
    }

    Answer list(ApiRequest request) {
        request.allowQuery(Set.of());
        return Answer.json(200, Paging.list(announcements.list(), AnnouncementResource::write));
    }

    Answer current(ApiRequest request) {
        request.allowQuery(Set.of());
        return Answer.json(200, Paging.list(announcements.current(clock.instant()), AnnouncementResource::write));
    }

    Answer get(ApiRequest request) {
        return Answer.json(200, write(existing(request.id())));
    }

    Answer update(ApiRequest request) {
        Announcement changed = apply(request.fields(WRITABLE), existing(request.id()));
        if (!announcements.update(changed)) {
            throw unknown();
        }
        return Answer.json(200, write(changed));
    }

    Answer delete(ApiRequest request) {
        if (!announcements.delete(request.id())) {
            throw unknown();
        }
        return Answer.nothing();
    }

    private static Announcement apply(Fields fields, Announcement old) {
        Announcement changed = new Announcement(
                old.id(),
                fields.or(old.title(), "title", Values.text(100)),
                fields.or(old.text(), "text", TEXT),
                fields.or(old.level(), "level", LEVEL),
                fields.orNull(old.startsAt(), "starts_at", Times.moment()),
                fields.orNull(old.endsAt(), "ends_at", Times.moment()),
                old.madeAt());
        Instant starts = changed.startsAt();
        Instant ends = changed.endsAt();
        if (starts != null && ends != null && !ends.isAfter(starts)) {
            throw Value.wrong("ends_at", "must be after starts_at");
        }
        return changed;
    }

    private static ObjectNode write(Announcement announcement) {
        return Json.object()
                .put("id", announcement.id())
                .put("title", announcement.title())
                .put("text", announcement.text())
                .put("level", Words.of(announcement.level()))
                .put("starts_at", Objects.toString(announcement.startsAt(), null))
                .put("ends_at", Objects.toString(announcement.endsAt(), null))
                .put("made_at", announcement.madeAt().toString());
    }

    private Announcement existing(String id) {
        return announcements.get(id).orElseThrow(AnnouncementResource::unknown);
    }

    private static GatewayException unknown() {
        return new GatewayException(Kind.NOT_FOUND, "there is no such announcement");
    }
}
