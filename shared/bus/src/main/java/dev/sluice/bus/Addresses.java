package dev.sluice.bus;

import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.Forget;
import dev.sluice.model.call.Forgotten;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Identity;
import dev.sluice.model.call.Keep;
import dev.sluice.model.call.Lease;
import dev.sluice.model.call.LeaseRequest;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.call.ModelsRequest;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.ProgressReport;
import dev.sluice.model.call.Recall;
import dev.sluice.model.call.Recalled;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.call.Settled;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.call.Standing;
import dev.sluice.model.call.StandingRequest;
import dev.sluice.model.call.UnbilledCost;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.model.call.UsageSeen;
import java.time.Duration;

/** Everything that verticles say to each other. */
public final class Addresses {
    private static final Duration SOON = Duration.ofSeconds(10);

    public static final Question<Identification, Identity> IDENTIFY =
            new Question<>("accounting.identify", Identification.class, Identity.class, SOON, true);
    public static final Question<AdmissionRequest, Admission> ADMIT =
            new Question<>("accounting.admit", AdmissionRequest.class, Admission.class, SOON);
    public static final Question<Settlement, Settled> SETTLE =
            new Question<>("accounting.settle", Settlement.class, Settled.class, SOON);

    /** Answered when the hold of an admitted call is durable; fails if it cannot be made so. */
    public static final Question<CallId, Acknowledged> SECURE =
            new Question<>("accounting.secure", CallId.class, Acknowledged.class, Duration.ofSeconds(5));
    /** So that little of an answer is lost to the books if this node is; nobody waits for it. */
    public static final Question<ProgressReport, Acknowledged> PROGRESS =
            new Question<>("accounting.progress", ProgressReport.class, Acknowledged.class, SOON);

    /** Fails with the reason if the key is not good. */
    public static final Question<Recall, Recalled> RECALL =
            new Question<>("accounting.recall", Recall.class, Recalled.class, SOON, true);

    public static final Question<Forget, Forgotten> FORGET =
            new Question<>("accounting.forget", Forget.class, Forgotten.class, SOON);
    /** A caller waits for the end of its answer meanwhile, so it is not waited for long. */
    public static final Question<Keep, Acknowledged> KEEP =
            new Question<>("accounting.keep", Keep.class, Acknowledged.class, Duration.ofSeconds(5));

    /** Fails with the reason if the key is not good, or asks too often. */
    public static final Question<StandingRequest, Standing> STANDING =
            new Question<>("accounting.standing", StandingRequest.class, Standing.class, SOON, true);

    /** Asked of the node that owns the limits. Whoever waits for it goes on alone long before the timeout. */
    public static final Question<LeaseRequest, Lease> LEASE =
            new Question<>("accounting.lease", LeaseRequest.class, Lease.class, Duration.ofSeconds(1));

    /** Asked of each node with accounting, by somebody who waits for all of them. */
    public static final Question<LimitsAsked, LimitsLeft> LIMITS_LEFT =
            new Question<>("accounting.limits_left", LimitsAsked.class, LimitsLeft.class, Duration.ofSeconds(1));

    /** What the house pays for. Answered with an estimate; nothing in the ledger comes of it. */
    public static final Question<UnbilledUse, UnbilledCost> UNBILLED =
            new Question<>("accounting.unbilled", UnbilledUse.class, UnbilledCost.class, SOON);

    public static final Question<RouteRequest, Route> ROUTE =
            new Question<>("router.route", RouteRequest.class, Route.class, SOON, true);
    public static final Question<ModelsRequest, ModelList> MODELS =
            new Question<>("router.models", ModelsRequest.class, ModelList.class, SOON, true);
    public static final Question<ChannelsRequest, ChannelStates> CHANNELS =
            new Question<>("router.channels", ChannelsRequest.class, ChannelStates.class, Duration.ofSeconds(5));
    /** What befell one channel, as the router that is asked has seen it. */
    public static final Question<ChannelQuery, ChannelEvents> CHANNEL_EVENTS =
            new Question<>("router.channel_events", ChannelQuery.class, ChannelEvents.class, Duration.ofSeconds(5));

    public static final Question<Outcome, Acknowledged> LEARN =
            new Question<>("router.learn", Outcome.class, Acknowledged.class, SOON);

    /** Told only where the router has asked for it. */
    public static final Question<UsageSeen, Acknowledged> USED =
            new Question<>("router.used", UsageSeen.class, Acknowledged.class, SOON);

    /** The head's deadline is the candidate's; this one only bounds a provider that has gone silent. */
    public static final StreamDoor<Attempt, Opening, AnswerEvent> OPEN = new StreamDoor<>(
            "provider.open",
            Attempt.class,
            Opening.class,
            AnswerEvent.class,
            Duration.ofHours(1),
            32 * 1024,
            Addresses::weight);

    /** Asks the upstream, now. Fails with the reason if it does not say. */
    public static final Question<ChannelQuery, Balance> BALANCE =
            new Question<>("provider.balance", ChannelQuery.class, Balance.class, Duration.ofSeconds(25));
    /** Likewise. */
    public static final Question<ChannelQuery, ModelsListed> UPSTREAM_MODELS =
            new Question<>("provider.upstream_models", ChannelQuery.class, ModelsListed.class, Duration.ofSeconds(25));

    /** Sends the upstream a short real call, now. Answered however that goes; fails if it cannot be sent. */
    public static final Question<ChannelTrial, TrialResult> TRY_CHANNEL =
            new Question<>("provider.try", ChannelTrial.class, TrialResult.class, Duration.ofSeconds(40));

    /** Whoever asks wants to see all nodes at once, so a silent one is not waited for long. */
    public static final Question<ReportWanted, NodeReport> NODE_REPORT =
            new Question<>("node.report", ReportWanted.class, NodeReport.class, Duration.ofSeconds(1));

    /** Asked of each node that takes calls, by somebody who waits for all of them. */
    public static final Question<ExplainWanted, Explained> EXPLAIN =
            new Question<>("ingress.explain", ExplainWanted.class, Explained.class, Duration.ofSeconds(1));

    public static final News<CatalogChanged> CATALOG_CHANGED = new News<>("catalog.changed", CatalogChanged.class);
    public static final News<ModelsListed> MODELS_LISTED = new News<>("models.listed", ModelsListed.class);

    /** At once, since it is certain. */
    public static final News<ChannelRefused> CHANNEL_REFUSED = new News<>("channel.refused", ChannelRefused.class);
    /** Each second, by each node that has something to say. */
    public static final News<ChannelsSummed> CHANNELS_SUMMED = new News<>("channels.summed", ChannelsSummed.class);

    /** At once, since it may be the end of a rest. */
    public static final News<ChannelTried> CHANNEL_TRIED = new News<>("channel.tried", ChannelTried.class);

    /** At once; seldom, since what is suspected rests already. */
    public static final News<ChannelSuspected> CHANNEL_SUSPECTED =
            new News<>("channel.suspected", ChannelSuspected.class);

    private Addresses() {}

    private static int weight(AnswerEvent event) {
        return switch (event) {
            case AnswerEvent.Said verbatim -> verbatim.bytes().length();
            case AnswerEvent.Finished ignored -> 0;
            case AnswerEvent.Broken ignored -> 0;
        };
    }
}
