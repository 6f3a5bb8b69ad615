package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.POOR;
import static dev.sluice.accounting.Scene.RICH;
import static dev.sluice.accounting.Scene.WORST;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.key;
import static dev.sluice.accounting.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.store.Account;
import dev.sluice.store.Finding;
import dev.sluice.store.Store;
import dev.sluice.store.StoreSettings;
import dev.sluice.store.Vault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** As many callers as like meet a balance for ten calls: exactly ten are admitted, on one node and on two. */
final class ExactBalanceTest {
    private static final int CALLERS = 64;
    private static final int COVERED = 10;

    @TempDir
    private Path folder;

    private final Account poor = Account.ofUser(POOR.id());
    private final List<Accounting> nodes = new ArrayList<>();
    private @Nullable Store store;

    @BeforeEach
    void open() {
        store = Store.open(
                new StoreSettings("jdbc:sqlite:" + folder.resolve("sluice.db"), null, null, 4), Vault.of(new byte[32]));
        store().users().create(POOR);
        store().users().create(RICH);
        store().keys().create(key("k", POOR), digest("k"));
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> await(node.leave()));
        List<Finding> findings = store().ledger().audit();
        store().close();

        assertThat(findings).isNotEmpty().allMatch(Finding::holds);
    }

    private Store store() {
        return Objects.requireNonNull(store);
    }

    private Accounting node(String id) {
        Accounting node = new Accounting(
                new AccountingNode(id, store(), new SimpleMeterRegistry(), Clocks.SYSTEM, new MemoryJournals()),
                AccountingSettings.DEFAULT,
                Scene.BOOK);
        await(node.enter());
        nodes.add(node);
        return node;
    }

    private void credit(long amount) {
        assertThat(store().ledger().adjust(poor, new NanoDollars(amount), "gift", "g" + amount))
                .isTrue();
    }

    /** A call and the node that was asked to admit it. */
    private record Asked(Accounting node, AdmissionRequest request) {}

    private List<Asked> admitted(String keyId) {
        List<Asked> asked = new ArrayList<>();
        List<Future<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Asked one = new Asked(nodes.get(i % nodes.size()), request(keyId));
            asked.add(one);
            answers.add(one.node().admit(one.request()).map(Scene::isAdmitted));
        }
        List<Boolean> yes = answers.stream().map(Scene::await).toList();
        return asked.stream().filter(one -> yes.get(asked.indexOf(one))).toList();
    }

    private static void settle(List<Asked> admitted) {
        admitted.forEach(one -> await(one.node().settle(Scene.completed(one.request(), Scene.PROMPT, Scene.OUTPUT))));
    }

    @RepeatedTest(5)
    void onOneNodeExactlyTenAreAdmittedAndTheBalanceIsSpentToTheEnd() {
        node("a");
        credit(COVERED * WORST + WORST / 2);

        List<Asked> admitted = admitted("k");
        settle(admitted);
        nodes.forEach(node -> await(node.leave()));
        nodes.clear();

        assertThat(admitted).hasSize(COVERED);
        assertThat(store().ledger().balance(poor).orElseThrow().posted()).isEqualTo(new NanoDollars(WORST / 2));
        assertThat(store().ledger().balance(poor).orElseThrow().held()).isEqualTo(NanoDollars.ZERO);
        assertThat(store().ledger().settledRequests()).isEqualTo(COVERED);
    }

    @RepeatedTest(5)
    void onTwoNodesExactlyTenAreAdmitted() {
        node("a");
        node("b");
        credit(COVERED * WORST);

        List<Asked> admitted = admitted("k");
        settle(admitted);

        assertThat(admitted).hasSize(COVERED);
    }

    @RepeatedTest(2)
    void aBudgetIsKeptAsExactlyAsABalance() {
        store().keys().create(key("b", RICH, KeyLimits.NONE, COVERED * WORST), digest("b"));
        node("a");
        node("b");

        List<Asked> admitted = admitted("b");

        assertThat(admitted).hasSize(COVERED);
        settle(admitted);
    }

    @RepeatedTest(2)
    void whatWasNotUsedAdmitsOthers() {
        node("a");
        credit(COVERED * WORST);
        List<Asked> first = admitted("k");
        first.forEach(one -> await(one.node().settle(Scene.end(one.request(), CallEnd.UPSTREAM_REFUSED, null, 0))));

        List<Asked> second = admitted("k");
        settle(second);

        assertThat(first).hasSize(COVERED);
        assertThat(second).hasSize(COVERED);
    }
}
