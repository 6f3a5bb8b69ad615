package dev.sluice.accounting.record;

import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.store.Bill;
import dev.sluice.store.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes records. What is written here is read by {@link RecordReader}, also by later versions of it. */
public final class RecordWriter {
    /** 2 tells how long the gateway took itself. */
    static final int VERSION = 2;

    static final int OLDEST = 1;
    static final int HOLD = 1;
    static final int PROGRESS = 2;
    static final int SETTLE = 3;
    /** An end at which nothing was used. */
    static final int VOID = 4;

    static final int CHECKPOINT = 5;

    /** In the order of their numbers, which never change. */
    static final List<CallEnd> ENDS = List.of(
            CallEnd.COMPLETED,
            CallEnd.CALLER_LEFT_EARLY,
            CallEnd.CALLER_LEFT,
            CallEnd.UPSTREAM_REFUSED,
            CallEnd.UPSTREAM_BROKE,
            CallEnd.REFUSED);

    /** In the order of their numbers, which never change. */
    static final List<UsageSource> SOURCES = List.of(
            UsageSource.UPSTREAM, UsageSource.LOCAL, UsageSource.REPLACED, UsageSource.NONE, UsageSource.WAIVED);

    /** In the order of their numbers, which never change. */
    static final List<Unit> UNITS = List.of(Unit.COST, Unit.TOKENS, Unit.REQUESTS);

    private RecordWriter() {}

    public static byte[] write(JournalRecord record) {
        Fields fields = new Fields().octet(VERSION);
        switch (record) {
            case JournalRecord.Hold hold -> hold(fields, hold);
            case JournalRecord.Progress progress -> progress(fields, progress);
            case JournalRecord.End end -> end(fields, end);
            case JournalRecord.Checkpoint checkpoint -> fields.octet(CHECKPOINT).number(checkpoint.applied());
        }
        return fields.toBytes();
    }

    private static void hold(Fields fields, JournalRecord.Hold hold) {
        fields.octet(HOLD)
                .text(hold.call())
                .text(hold.requestId())
                .number(hold.arrivedAtMillis())
                .text(hold.keyId())
                .text(hold.userId())
                .text(hold.group())
                .text(hold.dialect())
                .text(hold.operation())
                .text(hold.model())
                .flag(hold.stream())
                .number(hold.promptTokens())
                .number(hold.outputTokens())
                .number(hold.held())
                .number(hold.priceVersion())
                .number(hold.claims().size());
        for (JournalRecord.Claim claim : hold.claims()) {
            fields.text(claim.account()).octet(UNITS.indexOf(claim.unit())).number(claim.amount());
        }
    }

    private static void progress(Fields fields, JournalRecord.Progress progress) {
        fields.octet(PROGRESS).number(progress.calls().size());
        for (CallProgress line : progress.calls()) {
            fields.text(line.call().value()).number(line.produced());
            usageOrNone(fields, line.reported());
        }
    }

    private static void end(Fields fields, JournalRecord.End end) {
        RequestRow row = end.row();
        fields.octet(row.usageSource() == UsageSource.NONE ? VOID : SETTLE)
                .text(row.callId())
                .text(row.requestId())
                .number(row.arrivedAtMillis())
                .text(row.keyId())
                .text(row.userId())
                .text(row.group())
                .text(row.dialect())
                .text(row.operation())
                .text(row.model())
                .flag(row.stream())
                .textOrNone(row.channelId())
                .textOrNone(row.provider())
                .textOrNone(row.upstreamModel())
                .number(row.attempts())
                .number(row.status())
                .textOrNone(row.errorCode())
                .octet(ENDS.indexOf(row.end()));
        usage(fields, row.usage());
        fields.octet(SOURCES.indexOf(row.usageSource()));
        reckoning(fields, row.reckoning());
        fields.number(row.firstContentMillis())
                .number(row.totalMillis())
                .number(row.gatewayMicros())
                .number(end.charges().size());
        for (Bill.Charge charge : end.charges()) {
            fields.text(charge.account().id()).number(charge.amount()).number(charge.fromSlice());
        }
    }

    private static void usageOrNone(Fields fields, @Nullable Usage usage) {
        fields.flag(usage != null);
        if (usage != null) {
            usage(fields, usage);
        }
    }

    private static void usage(Fields fields, Usage usage) {
        boolean isRare = !usage.rare().equals(RareUsage.NONE);
        fields.number(usage.input())
                .number(usage.cacheRead())
                .number(usage.cacheWrite())
                .number(usage.output())
                .number(usage.reasoning())
                .flag(isRare);
        if (isRare) {
            rare(fields, usage.rare());
        }
    }

    private static void rare(Fields fields, RareUsage rare) {
        fields.number(rare.cacheWriteHour())
                .number(rare.audioInput())
                .number(rare.imageInput())
                .number(rare.audioOutput())
                .number(rare.imageOutput())
                .number(rare.units().size());
        rare.units().forEach((name, count) -> fields.text(name).number(count));
        fields.textOrNone(rare.tier());
    }

    private static void reckoning(Fields fields, Reckoning reckoning) {
        fields.flag(reckoning.held() != null);
        if (reckoning.held() != null) {
            fields.number(reckoning.held().value());
        }
        fields.number(reckoning.version())
                .number(reckoning.rule())
                .number(reckoning.cost().value())
                .number(reckoning.purchaseRule())
                .number(reckoning.purchase().value());
    }
}
