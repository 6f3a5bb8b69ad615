package dev.sluice.admin.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.http.Answer;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Fields;
import dev.sluice.admin.http.Json;
import dev.sluice.admin.http.Value;
import dev.sluice.admin.http.Value.Reader;
import dev.sluice.admin.http.Values;
import dev.sluice.store.Finding;
import dev.sluice.store.Ledger;
import dev.sluice.store.ProviderReport;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code /api/ledger/audit} and {@code /api/provider-reports}: whether the books are right, and agree with providers. */
final class LedgerResource {
    static final Set<String> REPORT = Set.of("channel_id", "day", "amount", "note");

    private static final Duration FRESH = Duration.ofMinutes(1);
    private static final int MOST_DAYS = 366;
    private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final Reader<String> CHANNEL =
            Values.matching(Pattern.compile("[A-Za-z0-9_.:-]{1,64}"), "must be the id of a channel");

    private final Ledger ledger;
    private final Clock clock;
    /** Held while the books are checked, so that it is done once however many ask. */
    private final ReentrantLock checking = new ReentrantLock();

    private @Nullable Checked latest;

    /** What was found, and when. */
    private record Checked(Instant at, List<Finding> findings, long unaudited) {
        /** Nothing holds of what was not looked at. */
        boolean holds() {
            return unaudited == 0 && findings.stream().allMatch(Finding::holds);
        }
    }

    LedgerResource(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** The figures of a check that is at most a minute old. */
    Answer audit(ApiRequest request) {
        request.allowQuery(Set.of());
        Checked checked = checked();
        ObjectNode json = Json.object()
                .put("checked_at", checked.at().toString())
                .put("holds", checked.holds())
                .put("unaudited", checked.unaudited());
        var data = json.putArray("data");
        checked.findings()
                .forEach(finding -> data.addObject()
                        .put("invariant", finding.invariant())
                        .put("meaning", finding.meaning())
                        .put("violations", finding.violations())
                        .put("holds", finding.holds()));
        return Answer.json(200, json);
    }

    private Checked checked() {
        checking.lock();
        try {
            Checked last = latest;
            if (last == null || !clock.instant().isBefore(last.at().plus(FRESH))) {
                List<Finding> findings = ledger.auditNew();
                last = new Checked(clock.instant(), findings, ledger.unaudited());
                latest = last;
            }
            return last;
        } finally {
            checking.unlock();
        }
    }

    /** Keeps what a provider says it charges, in place of what it said of that channel and day before. */
    Answer report(ApiRequest request) {
        Fields fields = request.fields(REPORT);
        ProviderReport report = new ProviderReport(
                fields.required("channel_id", CHANNEL),
                fields.required("day", value -> day(value.path(), value.node().asText())),
                fields.required("amount", Money.notNegative()),
                fields.orNull(null, "note", Values.text(200)));
        ledger.report(report);
        return Answer.json(200, write(report));
    }

    /** Those of some days, both included; without them the last 30. */
    Answer reports(ApiRequest request) {
        request.allowQuery(Set.of("from", "to"));
        String today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString();
        LocalDate to = day("to", request.query().getOrDefault("to", today));
        LocalDate from = day(
                "from", request.query().getOrDefault("from", to.minusDays(30).toString()));
        if (from.isAfter(to) || from.plusDays(MOST_DAYS).isBefore(to)) {
            throw Value.wrong("from", "must be at most " + MOST_DAYS + " days before to");
        }
        return Answer.json(200, Paging.list(ledger.reports(from, to), LedgerResource::write));
    }

    private static LocalDate day(String field, String text) {
        try {
            if (DAY.matcher(text).matches()) {
                return LocalDate.parse(text);
            }
        } catch (DateTimeParseException e) {
            throw Value.wrong(field, "must be a day that there is, such as \"2030-01-31\"");
        }
        throw Value.wrong(field, "must be a day such as \"2030-01-31\"");
    }

    private static ObjectNode write(ProviderReport report) {
        ObjectNode json = Json.object()
                .put("channel_id", report.channelId())
                .put("day", report.day().toString())
                .put("note", report.note());
        Money.write(json, "amount", report.amount());
        return json;
    }
}
