package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.RICH;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.credential;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.isAdmitted;
import static dev.sluice.accounting.Scene.key;
import static dev.sluice.accounting.Scene.refusal;
import static dev.sluice.accounting.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CatalogChanged;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Identity;
import dev.sluice.model.call.Settled;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AccountingVerticleTest {
    private static final int INSTANCES = 2;

    private final Vertx vertx = Vertx.vertx();
    private final LoopBus bus = new LoopBus();
    private final MemoryStore store = new MemoryStore();
    private final Accounting accounting = Scene.accounting(store, new HandClock());
    private String deployment = "";

    @BeforeEach
    void deploy() {
        store.users().create(RICH);
        store.keys().create(key("k", RICH), digest("k"));
        deployment = await(vertx.deployVerticle(
                () -> new AccountingVerticle(bus, accounting), new DeploymentOptions().setInstances(INSTANCES)));
    }

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void aCallIsIdentifiedAdmittedAndSettledOverTheBus() {
        AdmissionRequest request = request("k");

        Identity identity = await(bus.ask(Addresses.IDENTIFY, new Identification(credential("k"), "192.0.2.1")));
        Admission admission = await(bus.ask(Addresses.ADMIT, request));
        Settled settled = await(bus.ask(Addresses.SETTLE, Scene.completed(request, 30, 20)));

        assertThat(identity).isInstanceOf(Identity.Known.class);
        assertThat(isAdmitted(admission)).isTrue();
        assertThat(settled.cost().value()).isEqualTo(50);
    }

    @Test
    void answersThatWaitedForTheDatabaseComeBackOnTheEventLoop() {
        await(bus.ask(Addresses.ADMIT, request("k")));
        await(bus.ask(Addresses.ADMIT, request("nobody")));

        assertThat(store.lookups()).isEqualTo(2);
        assertThat(bus.completedOn())
                .hasSize(2)
                .allMatch(thread -> thread.getName().contains("eventloop"));
    }

    @Test
    void aDisabledKeyIsRefusedOnceTheNewsIsHeard() {
        await(bus.ask(Addresses.ADMIT, request("k")));

        store.replace(Scene.disabled(key("k", RICH)), digest("k"));
        bus.tell(Addresses.CATALOG_CHANGED, new CatalogChanged(store.generation()));
        Admission admission = await(bus.ask(Addresses.ADMIT, request("k")));

        assertThat(refusal(admission).status()).isEqualTo(401);
    }

    @Test
    void theLastInstanceToLeaveWritesWhatIsLeft() {
        AdmissionRequest request = request("k");
        await(bus.ask(Addresses.ADMIT, request));
        await(bus.ask(Addresses.SETTLE, Scene.completed(request, 30, 20)));

        await(vertx.undeploy(deployment));

        assertThat(bus.left()).isEqualTo(INSTANCES);
        assertThat(store.ledger().bills()).hasSize(1);
        assertThat(store.ledger().reclaimed()).hasSize(1);
    }
}
