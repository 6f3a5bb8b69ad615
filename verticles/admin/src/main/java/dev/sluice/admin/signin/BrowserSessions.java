package dev.sluice.admin.signin;

import dev.sluice.admin.http.Presented.SessionCookies;
import dev.sluice.admin.signin.AccessTokens.Claims;
import dev.sluice.store.Sessions;
import dev.sluice.store.Sessions.Session;
import dev.sluice.store.Sessions.Turn;
import dev.sluice.store.Vault;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions as browsers hold them: an access token of a few minutes in one cookie, and in another a refresh token that is
 * good once and gets the next pair. Which session is meant is looked up each time, so that one that was ended is over at
 * once. Thread safe; blocks.
 */
public final class BrowserSessions {
    private static final Logger LOG = LoggerFactory.getLogger(BrowserSessions.class);
    private static final int MOST_OF_A_USER = 50;

    private final Sessions sessions;
    private final AccessTokens tokens;
    private final Means means;

    /**
     * What sessions are made with.
     *
     * @param life of a session, however much it is used
     */
    public record Means(Vault vault, Clock clock, Duration life) {}

    /**
     * A session that has begun.
     *
     * @param token for those who want to send it as a bearer token
     * @param expiresAt of the token
     * @param csrf to be sent with whatever changes something
     */
    public record Begun(String token, Instant expiresAt, String csrf, List<String> cookies) {}

    /** Somebody who showed the cookies of a session, and those to set if they were turned. */
    public record Known(Session session, List<String> cookies) {}

    public BrowserSessions(Sessions sessions, AccessTokens tokens, Means means) {
        this.sessions = sessions;
        this.tokens = tokens;
        this.means = means;
    }

    /** Signs somebody in, who has shown that they may. */
    public Begun begin(String userId, Origin origin) {
        Instant now = means.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Session session = new Session(
                RandomText.id("ses_"), userId, now, now, now.plus(means.life()), origin.address(), origin.agent());
        String refresh = refreshToken(session.id());
        sessions.begin(session, means.vault().digestToken(refresh), MOST_OF_A_USER);
        String access = access(session);
        List<String> cookies = cookies(access, refresh, origin.secure(), session.expiresAt());
        return new Begun(
                access, now.plus(AccessTokens.LIFE).truncatedTo(ChronoUnit.SECONDS), csrf(session.id()), cookies);
    }

    /**
     * Where somebody signs in from.
     *
     * @param agent what the browser calls itself
     * @param secure whether its cookies may go by TLS only
     */
    public record Origin(String address, String agent, boolean secure) {}

    /** The session that an access token names, while both are good. */
    public Optional<Session> find(String accessToken) {
        Instant now = means.clock().instant();
        return tokens.read(accessToken)
                .flatMap(claims -> sessions.find(claims.sessionId(), now)
                        .filter(session -> session.userId().equals(claims.userId())));
    }

    /** Who shows these; an access token that is over is made anew if the refresh token is good. */
    public Optional<Known> find(SessionCookies shown) {
        Optional<Session> found = Optional.ofNullable(shown.access()).flatMap(this::find);
        return found.isPresent()
                ? found.map(session -> new Known(session, List.of()))
                : Optional.ofNullable(shown.refresh()).flatMap(refresh -> turn(refresh, shown.secure()));
    }

    private Optional<Known> turn(String refresh, boolean secure) {
        int dot = refresh.indexOf('.');
        if (dot < 1 || dot > 64) {
            return Optional.empty();
        }
        String id = refresh.substring(0, dot);
        String fresh = refreshToken(id);
        Vault vault = means.vault();
        Turn turn = sessions.turn(
                id,
                vault.digestToken(refresh),
                vault.digestToken(fresh),
                means.clock().instant());
        return switch (turn) {
            case Turn.Turned turned -> {
                Session session = turned.session();
                yield Optional.of(new Known(session, cookies(access(session), fresh, secure, session.expiresAt())));
            }
            // The one who turned it has got the new refresh token, in the same browser.
            case Turn.Overlapped overlapped -> Optional.of(new Known(overlapped.session(), List.of()));
            case Turn.Reused reused -> {
                LOG.warn("event=session_token_reused user={} effect=\"the session has ended\"", reused.userId());
                yield Optional.empty();
            }
            case Turn.Unknown ignored -> Optional.empty();
        };
    }

    /** Whether this is the token that the session's own pages know. */
    public boolean isOwnPage(Session session, @Nullable String csrf) {
        return csrf != null
                && MessageDigest.isEqual(
                        csrf(session.id()).getBytes(StandardCharsets.US_ASCII), csrf.getBytes(StandardCharsets.UTF_8));
    }

    public String csrf(String sessionId) {
        return HexFormat.of()
                .formatHex(means.vault().digestToken("csrf:" + sessionId).copy());
    }

    /** Cookies that take away those of a session. */
    public static List<String> farewell(boolean secure) {
        return List.of(cookie(SessionCookies.ACCESS, "", secure, 0), cookie(SessionCookies.REFRESH, "", secure, 0));
    }

    private String access(Session session) {
        return tokens.issue(new Claims(session.userId(), session.id()));
    }

    private static String refreshToken(String sessionId) {
        return RandomText.secret(sessionId + ".");
    }

    private List<String> cookies(String access, String refresh, boolean secure, Instant until) {
        long seconds = Duration.between(means.clock().instant(), until).toSeconds();
        return List.of(
                cookie(SessionCookies.ACCESS, access, secure, seconds),
                cookie(SessionCookies.REFRESH, refresh, secure, seconds));
    }

    private static String cookie(String name, String value, boolean secure, long seconds) {
        return Cookie.cookie((secure ? SessionCookies.SECURED : "") + name, value)
                .setPath("/")
                .setHttpOnly(true)
                .setSecure(secure)
                .setSameSite(CookieSameSite.STRICT)
                .setMaxAge(seconds)
                .encode();
    }
}
