package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.RICH;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.credential;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.isAdmitted;
import static dev.sluice.accounting.Scene.key;
import static dev.sluice.accounting.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Acknowledged;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.CatalogChanged;
import dev.sluice.bus.Question;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.Forget;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Identity;
import dev.sluice.model.call.Keep;
import dev.sluice.model.call.ProgressReport;
import dev.sluice.model.call.Recall;
import dev.sluice.model.call.Settled;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AccountingVerticleTest {
    private final Vertx vertx = Vertx.vertx();
    private final WitnessBus node = new WitnessBus(BusNode.start(vertx, "node-1"));
    private final Context context = vertx.getOrCreateContext();
    private final Promise<Bus> line = Promise.promise();
    private final MemoryStore store = new MemoryStore();
    private final MemoryJournals journals = new MemoryJournals();
    private final Accounting accounting = Scene.accounting(store, new HandClock(), journals);
    private String deployment = "";

    @BeforeEach
    void deploy() {
        store.users().create(RICH);
        store.keys().create(key("k", RICH), digest("k"));
        deployment = await(vertx.deployVerticle(
                () -> new AccountingVerticle(node, accounting), new DeploymentOptions().setInstances(2)));
        context.runOnContext(turn -> line.complete(node.join(context)));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    private <Q, A> A ask(Question<Q, A> address, Q question) {
        return await(begin(address, question));
    }

    private <Q, A> Future<A> begin(Question<Q, A> address, Q question) {
        Promise<A> answer = Promise.promise();
        line.future()
                .onSuccess(bus ->
                        context.runOnContext(turn -> bus.ask(address, question).onComplete(answer::handle)));
        return answer.future();
    }

    @Test
    void aCallIsIdentifiedAdmittedAndSettledOverTheBus() {
        AdmissionRequest request = request("k");

        Identity identity = ask(Addresses.IDENTIFY, new Identification(credential("k"), "192.0.2.1"));
        Admission admission = ask(Addresses.ADMIT, request);
        Settled settled = ask(Addresses.SETTLE, Scene.completed(request, 30, 20));

        assertThat(identity).isInstanceOf(Identity.Known.class);
        assertThat(isAdmitted(admission)).isTrue();
        assertThat(settled.cost().value()).isEqualTo(50);
    }

    @Test
    void anAnswerIsKeptFoundAndForgottenOverTheBus() {
        Identification asking = new Identification(credential("k"), "192.0.2.1");
        Bytes said = Bytes.utf8("{}");

        ask(Addresses.KEEP, new Keep(RICH.id(), "resp_1", said));

        assertThat(ask(Addresses.RECALL, new Recall(asking, "resp_1")).conversation())
                .isEqualTo(said);
        assertThat(ask(Addresses.FORGET, new Forget(asking, "resp_1")).found()).isTrue();
        assertThat(ask(Addresses.RECALL, new Recall(asking, "resp_1")).conversation())
                .isNull();
    }

    @Test
    void answersThatWaitedForTheDatabaseComeBackOnTheEventLoop() {
        ask(Addresses.ADMIT, request("k"));
        ask(Addresses.ADMIT, request("nobody"));

        assertThat(store.lookups()).isEqualTo(2);
        assertThat(node.completedOn())
                .hasSize(2)
                .allMatch(thread -> thread.getName().contains("eventloop"));
    }

    @Test
    void whatWaitedForTheDiskComesBackOnTheEventLoop() {
        AdmissionRequest first = request("k");
        AdmissionRequest second = request("k");
        ask(Addresses.ADMIT, first);
        journals.holdBack();
        ask(Addresses.ADMIT, second);
        Future<Acknowledged> secured = begin(Addresses.SECURE, second.call());
        Future<Settled> settled = begin(Addresses.SETTLE, Scene.completed(first, 30, 20));
        ask(Addresses.PROGRESS, new ProgressReport(List.of(new CallProgress(second.call(), 1, null))));
        boolean early = secured.isComplete() || settled.isComplete();

        journals.force();

        assertThat(await(secured)).isEqualTo(Acknowledged.YES);
        assertThat(await(settled).cost().value()).isEqualTo(50);
        assertThat(early).isFalse();
        assertThat(node.completedOn())
                .hasSize(5)
                .allMatch(thread -> thread.getName().contains("eventloop"));
    }

    @Test
    void aDisabledKeyIsRefusedWithinASecondOfTheNews() {
        ask(Addresses.ADMIT, request("k"));

        store.replace(Scene.disabled(key("k", RICH)), digest("k"));
        long generation = store.generation();
        line.future()
                .onSuccess(bus -> context.runOnContext(
                        turn -> bus.tell(Addresses.CATALOG_CHANGED, new CatalogChanged(generation))));

        await().atMost(Duration.ofSeconds(1)).until(() -> {
            Admission admission = ask(Addresses.ADMIT, request("k"));
            return !isAdmitted(admission) && Scene.refusal(admission).status() == 401;
        });
    }

    @Test
    void theLastInstanceToLeaveWritesWhatIsLeft() {
        AdmissionRequest request = request("k");
        ask(Addresses.ADMIT, request);
        ask(Addresses.SETTLE, Scene.completed(request, 30, 20));

        await(vertx.undeploy(deployment));

        assertThat(store.ledger().bills()).hasSize(1);
        assertThat(store.ledger().reclaimed()).hasSize(1);
    }
}
