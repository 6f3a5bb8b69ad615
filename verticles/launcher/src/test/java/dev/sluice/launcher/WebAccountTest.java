package dev.sluice.launcher;

import static dev.sluice.launcher.Visitor.dialog;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.net.URI;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;

/** How people sign in to the web UI, and what they are told there, in a real browser. */
class WebAccountTest {
    private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    @RegisterExtension
    static final Visit VISIT = new Visit();

    private final Visitor visitor = VISIT.visitor();
    private final Browser browser = visitor.browser;
    private final Gateway gateway = visitor.gateway;

    @Test
    void whoHasSetUpAnAppSignsInWithACodeAndWithARecoveryCode() {
        visitor.become("careful");
        visitor.open("profile");
        browser.press("[data-totp-begin]");
        browser.type(dialog("input[name=password]"), Visitor.PASSWORD);
        browser.press(dialog(Visitor.SUBMIT));
        String secret = browser.see("[data-totp-secret]").getText();
        assertThat(browser.barriers()).isEmpty();
        browser.type(dialog("input[name=code]"), code(secret, Instant.now()));
        browser.press(dialog(Visitor.SUBMIT));
        String recovery = browser.value("[data-secret]").lines().findFirst().orElseThrow();
        browser.press("[data-close]");
        browser.read("[data-page=profile]", "asked for at each sign-in");
        browser.press("[data-sign-out]");

        browser.type("[data-page=sign-in] input[name=user]", "careful");
        visitor.signIn(Visitor.PASSWORD);
        browser.type("[data-page=second-factor] input[name=code]", "000000");
        browser.press("[data-page=second-factor] " + Visitor.SUBMIT);
        browser.see("[data-page=second-factor] [role=alert]");
        browser.type("[data-page=second-factor] input[name=code]", recovery);
        browser.press("[data-page=second-factor] " + Visitor.SUBMIT);

        browser.see("[data-page=profile]");
        browser.read("[data-page=profile]", "9 recovery codes are left");
        browser.press("[data-totp-remove]");
        browser.type(dialog("input[name=password]"), Visitor.PASSWORD);
        visitor.submit("Codes are no longer asked for");
    }

    /** Passkeys are made for names, not for addresses; browsers take localhost for safe. */
    @Test
    void aPasskeyIsMadeOnADeviceAndSignsInAloneUntilItIsDeleted() {
        URI byName = URI.create("http://localhost:" + gateway.address().getPort());
        browser.visit(byName.resolve("/#/profile"));
        visitor.signIn(Visitor.PASSWORD);
        browser.see("[data-page=profile]");
        VirtualAuthenticator device = browser.withPasskeys();
        try {
            browser.press("[data-add-passkey]");
            browser.type(dialog("input[name=name]"), "a laptop");
            browser.type(dialog("input[name=password]"), Visitor.PASSWORD);
            assertThat(browser.barriers()).isEmpty();
            visitor.submit("is saved");
            browser.read("[data-page=profile]", "a laptop");
            assertThat(device.getCredentials()).hasSize(1);

            browser.press("[data-sign-out]");
            browser.press("[data-by-passkey]");
            browser.see("[data-page=profile]");
            browser.pressNamed("button", "Delete: a laptop");
            browser.press("[data-confirm]");
            browser.read(".mantine-Notification-root", "a laptop");

            browser.press("[data-sign-out]");
            browser.press("[data-by-passkey]");
            browser.see("[data-page=sign-in] [role=alert]");
            assertThat(browser.sees("[data-page=profile]")).isFalse();
        } finally {
            browser.without(device);
        }
    }

    @Test
    void anAuditorSeesEverythingAndChangesNothing() {
        String auditor = visitor.become("careful reader", "auditor");
        visitor.open("groups");
        browser.press("[data-add]");
        browser.type(dialog("input[name=name]"), "not-made");
        browser.press(dialog(Visitor.SUBMIT));

        browser.see(dialog("[role=alert]"));
        assertThat(gateway.manage("GET", "/api/groups", MissingNode.getInstance())
                        .toString())
                .doesNotContain("not-made");
        visitor.open("log");
        browser.read("[data-page=log] tbody", auditor);
        visitor.open("playground");
        assertThat(browser.sees("[data-field=channel-0]")).isFalse();
    }

    @Test
    void whatIsAnnouncedIsAboveThePagesOfUsersUntilTheyCloseIt() {
        visitor.open("announcements");
        browser.press("[data-add]");
        browser.type(dialog("input[name=title]"), "Maintenance on Sunday");
        browser.type(dialog("textarea[name=text]"), "The gateway is updated at 04:00.");
        visitor.choose(dialog("[data-field=level]"), "Warning");
        visitor.submit("is saved");
        browser.read("[data-announcement]", "updated at 04:00");
        assertThat(browser.barriers()).isEmpty();

        visitor.become("told");
        browser.read("[data-announcement]", "Maintenance on Sunday");
        browser.pressNamed("button", "Close: Maintenance on Sunday");
        visitor.open("wallet");

        visitor.settle();
        assertThat(browser.sees("[data-announcement]")).isFalse();
    }

    /** As an authenticator app reckons it: RFC 6238 with six digits, 30 seconds and HMAC-SHA-1. */
    private static String code(String secret, Instant at) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(bytes(secret), "HmacSHA1"));
            byte[] hash = mac.doFinal(
                    ByteBuffer.allocate(8).putLong(at.getEpochSecond() / 30).array());
            int number = ByteBuffer.wrap(hash).getInt(hash[hash.length - 1] & 0xf) & Integer.MAX_VALUE;
            return "%06d".formatted(number % 1_000_000);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] bytes(String base32) {
        ByteBuffer bytes = ByteBuffer.allocate(base32.length() * 5 / 8);
        int bits = 0;
        int held = 0;
        for (int i = 0; i < base32.length(); i++) {
            held = held << 5 | BASE_32.indexOf(base32.charAt(i));
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.put((byte) (held >> bits));
            }
        }
        return bytes.array();
    }
}
