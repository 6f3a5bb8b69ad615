package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Standing;
import dev.sluice.model.call.StandingRequest;
import dev.sluice.wire.openai.OpenAiStanding;
import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Tells whoever shows a key how that key stands. */
final class Standings {
    private final Bus bus;

    /** What is told of it. */
    enum Form {
        /** OpenAI's {@code billing_subscription}. */
        SUBSCRIPTION,
        /** OpenAI's {@code total_usage}. */
        BILLED,
        /** Everything. */
        OWN
    }

    Standings(Bus bus) {
        this.bus = bus;
    }

    Future<Bytes> tell(Identification asking, Form form, Query query) {
        StandingRequest question;
        try {
            question = question(asking, form, query);
        } catch (GatewayException malformed) {
            return Future.failedFuture(malformed);
        }
        return bus.ask(Addresses.STANDING, question).map(standing -> write(form, standing));
    }

    private static Bytes write(Form form, Standing standing) {
        return switch (form) {
            case SUBSCRIPTION -> OpenAiStanding.subscription(standing);
            case BILLED -> OpenAiStanding.usage(standing);
            case OWN -> OpenAiStanding.own(standing);
        };
    }

    /** Without dates, a bill is of all that was ever used, and our own account of this month. The end is exclusive. */
    private static StandingRequest question(Identification asking, Form form, Query query) {
        Instant now = Instant.now();
        LocalDate month = now.atZone(ZoneOffset.UTC).toLocalDate().withDayOfMonth(1);
        Long start = day("start_date", query);
        Long end = day("end_date", query);
        long from = start != null ? start : form == Form.OWN && end == null ? millis(month) : 0;
        long to = end != null ? end : now.toEpochMilli();
        boolean isAsked = start != null || end != null;
        if (isAsked && from >= to) {
            throw malformed("'start_date' must be before 'end_date', and not in the future.", "start_date");
        }
        return form == Form.SUBSCRIPTION
                ? new StandingRequest(asking, now.toEpochMilli(), now.toEpochMilli())
                : new StandingRequest(asking, from, to);
    }

    private static @Nullable Long day(String name, Query query) {
        String text = query.values(name).stream().findFirst().orElse(null);
        if (text == null || text.isEmpty()) {
            return null;
        }
        try {
            return Math.max(1, millis(LocalDate.parse(text)));
        } catch (DateTimeException e) {
            throw malformed("'" + name + "' must be a day such as 2026-01-31.", name);
        } catch (ArithmeticException e) {
            throw malformed("'" + name + "' is too far away.", name);
        }
    }

    private static long millis(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    private static GatewayException malformed(String message, String param) {
        return new GatewayException(GatewayError.of(Kind.MALFORMED, message).at(param));
    }
}
