package dev.sluice.provider.egress;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Verdict;
import dev.sluice.provider.egress.Upstream.Fetched;
import dev.sluice.provider.upstream.TokenExchange;
import dev.sluice.provider.upstream.TokenExchange.Token;
import dev.sluice.wire.UpstreamError;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tokens that upstreams have given for channels' secrets, kept for most of their life but never for long, so that one that
 * was revoked is soon asked for anew. Bounded; whoever wants one that is being asked for waits for it. Belongs to one event
 * loop.
 */
final class TokenShelf {
    private static final int MOST = 1_000;
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final int OK = 200;

    private final Upstream upstream;
    private final Map<TokenExchange, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TokenExchange, Kept> eldest) {
            return size() > MOST;
        }
    };
    private final Map<TokenExchange, Future<String>> asked = new HashMap<>();

    private record Kept(String token, long since, Duration life) {
        boolean isFresh(long now) {
            return now - since < life.toNanos();
        }
    }

    TokenShelf(Upstream upstream) {
        this.upstream = upstream;
    }

    Future<String> of(TokenExchange exchange) {
        Kept known = kept.get(exchange);
        if (known != null && known.isFresh(System.nanoTime())) {
            return Future.succeededFuture(known.token());
        }
        Future<String> running = asked.get(exchange);
        return running == null ? ask(exchange) : running;
    }

    private Future<String> ask(TokenExchange exchange) {
        Future<String> asking =
                upstream.ask(exchange.call(), LONGEST_ANSWER, PATIENCE).map(answer -> keep(exchange, answer));
        asked.put(exchange, asking);
        asking.onComplete(done -> asked.remove(exchange));
        return asking;
    }

    /** A busy server of tokens, or a page that is none, says nothing about the secret. */
    private static UpstreamError why(TokenExchange exchange, Fetched answer) {
        return switch (answer.status()) {
            case 400, 401 ->
                exchange.isSecretWrong(answer.body())
                        ? new UpstreamError(
                                GatewayError.of(
                                        Kind.UPSTREAM_FAILED, "The upstream refused the gateway's credentials."),
                                Verdict.KEY_REFUSED)
                        : Mishaps.UNREACHABLE;
            case 429 ->
                new UpstreamError(
                        GatewayError.of(Kind.RATE_LIMITED, "The upstream limits the gateway's requests."),
                        Verdict.LIMITED);
            default -> Mishaps.UNREACHABLE;
        };
    }

    private String keep(TokenExchange exchange, Fetched answer) {
        Token token = answer.status() == OK ? exchange.read(answer.body()).orElse(null) : null;
        if (token == null) {
            throw new TokenRefused(answer.status(), why(exchange, answer));
        }
        Duration most = token.life().multipliedBy(9).dividedBy(10);
        Duration life = most.compareTo(LONGEST) < 0 ? most : LONGEST;
        kept.put(exchange, new Kept(token.value(), System.nanoTime(), life));
        return token.value();
    }
}
