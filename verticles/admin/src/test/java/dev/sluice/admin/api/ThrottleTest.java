package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.AdminSettings;
import dev.sluice.admin.Management;
import dev.sluice.admin.Management.Reply;
import dev.sluice.admin.http.TrustedProxies;
import dev.sluice.admin.signin.Passwords;
import dev.sluice.model.catalog.User;
import dev.sluice.store.PasswordAttempts;
import dev.sluice.store.Users;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A6: strangers guess no password, however many addresses they have or say that they have, and keep nobody out. */
class ThrottleTest {
    private static final String PASSWORD = "a long enough password";
    private static final String HOME = "203.0.113.5";
    private static final int TIMES = 10_000;
    private static final int ADDRESSES = 1_000;
    /** What the hashing threads may have at once. */
    private static final int MEMORY_CAP_MIB = 64;

    private static final int MIB_PER_HASH = 19;

    private Management management;
    private Path folder;
    private final AtomicInteger hashing = new AtomicInteger();

    @AfterEach
    void stop() {
        management.close();
    }

    @BeforeEach
    void start(@TempDir Path temp) {
        folder = temp;
        AdminSettings behindOurProxy = AdminSettings.defaults("1.2.3").behind(TrustedProxies.of(List.of("127.0.0.1")));
        management = new Management(folder, behindOurProxy);
        Passwords.set(management.store, Users.ADMIN, PASSWORD);
    }

    private Reply signIn(String forwarded, String user, String password) {
        return management.send(management
                .request("/api/session")
                .header("X-Forwarded-For", forwarded)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}")));
    }

    /** How often a password was looked at, which is said by what is answered. */
    private int attack(IntFunction<String> forwarded) {
        List<Future<Integer>> statuses = new ArrayList<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < TIMES; i++) {
                int n = i;
                statuses.add(threads.submit(() -> {
                    int status = signIn(forwarded.apply(n), Users.ADMIN, "a wrong password " + n)
                            .status();
                    countHashing(n);
                    return status;
                }));
            }
        }
        List<Integer> said = statuses.stream().map(ThrottleTest::of).toList();
        assertThat(said).containsOnly(401, 429);
        return (int) said.stream().filter(status -> status == 401).count();
    }

    private void countHashing(int n) {
        if (n % 500 == 0) {
            int now = (int) Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("password-"))
                    .count();
            hashing.accumulateAndGet(now, Math::max);
        }
    }

    private static int of(Future<Integer> status) {
        try {
            return status.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("not answered", e);
        }
    }

    private static void print(String name, int checks) {
        System.out.println("A6" + name + " " + checks + " password_checks_of_" + TIMES + "_logins_in_15_minutes "
                + (checks <= PasswordAttempts.MOST ? "pass" : "fail"));
    }

    @Test
    void whoeverComesFromOneAddressKeepsNobodyOutWhoComesFromAnother() {
        int checks = attack(n -> "198.51.100.7");
        int owner = signIn("198.51.100.8", Users.ADMIN, PASSWORD).status();

        print(".one", checks);
        System.out.println("A6.owner " + owner + " status_of_the_owner_elsewhere " + (owner == 200 ? "pass" : "fail"));
        int memory = hashing.get() * MIB_PER_HASH;
        System.out.println(
                "A6.memory " + memory + " MiB_hashing_at_once " + (memory <= MEMORY_CAP_MIB ? "pass" : "fail"));
        assertThat(checks).isBetween(1, PasswordAttempts.MOST);
        assertThat(owner).isEqualTo(200);
        assertThat(memory).isBetween(1, MEMORY_CAP_MIB);
    }

    @Test
    void aThousandAddressesGuessNoMoreThanOneAndTheOwnerComesInFromHome() {
        signIn(HOME, Users.ADMIN, PASSWORD).expect(200);

        int checks = attack(n -> "198.18." + n % ADDRESSES / 250 + "." + n % 250);
        int owner = signIn(HOME, Users.ADMIN, PASSWORD).status();

        print(".thousand", checks);
        System.out.println("A6.home " + owner + " status_of_the_owner_at_home " + (owner == 200 ? "pass" : "fail"));
        assertThat(checks).isBetween(1, PasswordAttempts.MOST);
        assertThat(owner).isEqualTo(200);
        signIn("192.0.2.1", Users.ADMIN, PASSWORD).expect(429);
        management.clock.advance(PasswordAttempts.WINDOW);
        signIn("192.0.2.1", Users.ADMIN, PASSWORD).expect(200);
    }

    @Test
    void addressesThatAreMadeUpCountAsTheOneThatTheyComeFrom() {
        management.close();
        management = new Management(folder, AdminSettings.defaults("1.2.3"));
        Random random = new Random(6);

        int checks = attack(n -> "198.18.0." + n % 250 + ", " + random.nextInt(256) + ".1.1.1");

        print(".spoofed", checks);
        assertThat(checks).isBetween(1, 5);
    }

    @Test
    void whatAClientPutsBeforeTheProxysWordIsNotRead() {
        int checks = attack(n -> "198.18." + n % 256 + "." + n % 250 + ", 198.51.100.7");

        print(".prepended", checks);
        assertThat(checks).isBetween(1, 5);
    }

    @Test
    void theNetworksOfAUserAreThatUsersAlone() {
        management.store.users().create(new User("eve", "Eve", "user", true, false));
        Passwords.set(management.store, "eve", PASSWORD);
        signIn("2001:db8:1:2::1", "eve", PASSWORD).expect(200);

        int checked = 0;
        for (int i = 0; i < 20; i++) {
            checked += signIn("2001:db8:1:2::" + i, Users.ADMIN, "a wrong password")
                                    .status()
                            == 401
                    ? 1
                    : 0;
        }
        int known = 0;
        for (int i = 0; i < 20; i++) {
            known += signIn("2001:db8:1:2::" + i, "eve", "a wrong password").status() == 401 ? 1 : 0;
        }

        assertThat(checked).isEqualTo(5);
        assertThat(known).isEqualTo(10);
    }

    @Test
    void nodesCountStrangersTogether() {
        for (int i = 0; i < PasswordAttempts.MOST; i++) {
            assertThat(management.store.passwordAttempts().take(Users.ADMIN, management.clock.instant()))
                    .isEmpty();
        }

        signIn("192.0.2.1", Users.ADMIN, PASSWORD).expect(429);
    }

    @Test
    void whatAnotherNodeHasRefusedIsNotHeldAgainstTheAddress() {
        Instant noon = management.clock.instant();
        for (int i = 0; i < PasswordAttempts.MOST; i++) {
            management.store.passwordAttempts().take(Users.ADMIN, noon);
        }
        management.clock.advance(PasswordAttempts.WINDOW.minusMinutes(1));
        for (int i = 0; i < 2 * PasswordAttempts.MOST; i++) {
            signIn("192.0.2.1", Users.ADMIN, PASSWORD).expect(429);
        }

        management.clock.advance(Duration.ofMinutes(1));

        signIn("192.0.2.1", Users.ADMIN, PASSWORD).expect(200);
    }

    @Test
    void theAuditLogNamesTheClientBehindTheProxy() {
        signIn("1.1.1.1, 203.0.113.77", Users.ADMIN, PASSWORD).expect(200);

        assertThat(management
                        .get("/api/audit-log?action=POST%20%2Fapi%2Fsession&limit=1")
                        .expect(200)
                        .json()
                        .at("/data/0/address")
                        .asText())
                .isEqualTo("203.0.113.77");
    }
}
