package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.POOR;
import static dev.sluice.accounting.Scene.WORST;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.key;
import static dev.sluice.accounting.Scene.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.store.Account;
import dev.sluice.store.Balance;
import dev.sluice.store.Finding;
import dev.sluice.store.Ledger;
import dev.sluice.store.Store;
import dev.sluice.store.StoreSettings;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.Vault;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crowd spends a balance to its end while every fifth answer of the ledger is lost: nothing is spent twice, nothing stays held. */
final class LostAnswersTest {
    private static final int CALLERS = 8;
    private static final int COVERED = 2_000;
    private static final Set<String> IN_DOUBT = Set.of("draw", "giveBack", "reclaim", "settle");
    private static final Account POOR_ONE = Account.ofUser(POOR.id());

    @TempDir
    private Path folder;

    private final AtomicInteger admitted = new AtomicInteger();
    private volatile boolean losing;

    /** The same, but that now and then nobody hears what became of something. */
    private <T> T forgetful(Class<T> type, T real) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            Object answer = call(real, method, arguments);
            if (answer instanceof Ledger ledger) {
                return forgetful(Ledger.class, ledger);
            }
            boolean isLost = losing
                    && IN_DOUBT.contains(method.getName())
                    && ThreadLocalRandom.current().nextInt(5) == 0;
            if (isLost) {
                throw new StoreUnavailable("nobody heard the answer", new IllegalStateException("test"));
            }
            return answer;
        };
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static Object call(Object real, Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(real, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Test
    void nothingIsSpentTwiceAndNothingStaysHeld() throws InterruptedException {
        StoreSettings settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("sluice.db"), null, null, 4);
        try (Store store = Store.open(settings, Vault.of(new byte[32]))) {
            store.users().create(POOR);
            store.keys().create(key("k", POOR), digest("k"));
            assertThat(store.ledger().adjust(POOR_ONE, new NanoDollars(COVERED * WORST), "gift", "g"))
                    .isTrue();
            Accounting node = new Accounting(
                    new AccountingNode(
                            "a",
                            forgetful(Store.class, store),
                            new SimpleMeterRegistry(),
                            Clocks.SYSTEM,
                            new MemoryJournals()),
                    AccountingSettings.DEFAULT,
                    Scene.BOOK);
            await(node.enter());

            losing = true;
            spend(node);
            losing = false;
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                node.sweep();
                return store.ledger().openHolds() == 0;
            });

            NanoDollars left = new NanoDollars((COVERED - admitted.get()) * WORST);
            assertThat(store.ledger().balance(POOR_ONE)).contains(new Balance(left, NanoDollars.ZERO));
            assertThat(store.ledger().settledRequests()).isEqualTo(admitted.get());
            assertThat(store.ledger()
                            .balance(new Account("writeoff"))
                            .orElseThrow()
                            .posted())
                    .isEqualTo(NanoDollars.ZERO);
            await(node.leave());
            assertThat(store.ledger().audit()).allMatch(Finding::holds);
        }
    }

    /** Until some more have asked than the balance covers. */
    private void spend(Accounting node) throws InterruptedException {
        AtomicInteger asked = new AtomicInteger();
        Thread[] callers = IntStream.range(0, CALLERS)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    while (admitted.get() < COVERED && asked.incrementAndGet() < 3 * COVERED) {
                        call(node);
                    }
                }))
                .toArray(Thread[]::new);
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private void call(Accounting node) {
        AdmissionRequest request = request("k");
        if (Scene.isAdmitted(await(node.admit(request)))) {
            admitted.incrementAndGet();
            await(node.settle(Scene.completed(request, Scene.PROMPT, Scene.OUTPUT)));
        } else {
            node.sweep();
        }
    }
}
