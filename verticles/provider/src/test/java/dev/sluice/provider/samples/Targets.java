package dev.sluice.provider.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Balance;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.chat.Operation;
import dev.sluice.provider.Samples;
import dev.sluice.provider.samples.ProviderSample.Ask;
import dev.sluice.provider.signing.ServiceAccount;
import dev.sluice.provider.upstream.Errand;
import dev.sluice.provider.upstream.HttpCall;
import dev.sluice.provider.upstream.Preparation;
import dev.sluice.provider.upstream.Remote;
import dev.sluice.provider.upstream.Target;
import dev.sluice.store.Secret;
import dev.sluice.wire.dialects.Dialects;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Channels of sampled providers as they are prepared, without anybody being called. */
final class Targets {
    private static final ServiceAccount ACCOUNT = ServiceAccount.make();
    /** What upstreams give that give tokens. */
    static final String TOKEN = "24.token-1";

    private static final String PRESENT = "present";

    private Targets() {}

    static String url(Map<String, Provider> presets, Channel channel, ProviderSample sample, Ask ask) {
        Call call = switch (ask.operation()) {
            case CHAT -> Samples.chat(ask.dialect(), false);
            case COMPLETION -> Samples.call(Operation.COMPLETION, "{\"model\":\"m\",\"prompt\":\"Hello\"}");
            case COUNT_TOKENS -> Samples.counting(ask.dialect());
            case EMBEDDING -> Samples.embedding(ask.dialect());
            case RERANK -> Samples.ranking(ask.dialect());
        };
        Errand errand = remote(presets, channel, sample)
                .errand(call, sample.text("model"))
                .orElseThrow();
        String url = url(errand.prepare(TOKEN));
        return errand.isOverWebSocket() ? url.replaceFirst("^http", "ws") : url;
    }

    static String balanceUrl(Map<String, Provider> presets, Channel channel, ProviderSample sample) {
        return url(remote(presets, channel, sample).prepareBalance().orElseThrow());
    }

    static boolean hasBalance(Map<String, Provider> presets, Channel channel, ProviderSample sample) {
        return remote(presets, channel, sample).prepareBalance().isPresent();
    }

    /** Empty if there is none. */
    static String balanceHeader(Map<String, Provider> presets, Channel channel, ProviderSample sample, String header) {
        String value = remote(presets, channel, sample)
                .prepareBalance()
                .orElseThrow()
                .headers()
                .get(header);
        return value == null ? "" : value;
    }

    static String balance(Map<String, Provider> presets, Channel channel, ProviderSample sample, Bytes body) {
        Balance balance = remote(presets, channel, sample).readBalance(body);
        return balance.amount() + " " + balance.unit();
    }

    static String modelsUrl(Map<String, Provider> presets, Channel channel, ProviderSample sample) {
        return url(remote(presets, channel, sample).prepareListing().orElseThrow());
    }

    static List<String> models(Map<String, Provider> presets, Channel channel, ProviderSample sample, Bytes body) {
        return remote(presets, channel, sample).readModels(body);
    }

    /** Why a channel cannot be used. */
    static String complaint(Map<String, Provider> presets, Channel channel) {
        Target target = preparation(presets).prepare(channel, new Secret("sk-upstream"));
        return target instanceof Target.Unusable unusable ? unusable.reason() : "it can be used";
    }

    static String secret(ProviderSample sample) {
        String secret = Optional.ofNullable(sample.textOrNull("secret")).orElse("sk-upstream");
        return secret.equals("service-account") ? ACCOUNT.json() : secret;
    }

    /** A header whose value changes from call to call is only there. */
    static void checkHeader(String expected, String received) {
        if (expected.startsWith(PRESENT)) {
            assertThat(received).startsWith(expected.substring(PRESENT.length()).strip());
        } else {
            assertThat(received).isEqualTo(expected);
        }
    }

    private static Remote remote(Map<String, Provider> presets, Channel channel, ProviderSample sample) {
        Target target = preparation(presets).prepare(channel, new Secret(secret(sample)));
        assertThat(target).as(String.valueOf(target)).isInstanceOf(Remote.class);
        return (Remote) target;
    }

    private static Preparation preparation(Map<String, Provider> presets) {
        return new Preparation(presets, Dialects::codec, (auth, secret, parameters) -> Optional.empty());
    }

    private static String url(HttpCall call) {
        boolean usual = call.origin().port() == (call.origin().ssl() ? 443 : 80);
        return (call.origin().ssl() ? "https://" : "http://")
                + call.origin().host()
                + (usual ? "" : ":" + call.origin().port())
                + call.uri();
    }
}
