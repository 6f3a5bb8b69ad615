package dev.sluice.model.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A kind of upstream: one YAML in {@code conf/providers}.
 *
 * @param name the file's name without its ending
 * @param baseUrl absent when each channel must name its own; may hold {@code {parameter}}
 * @param endpoints the dialects that it speaks, with their paths under the base URL
 * @param modelsPath where the upstream lists its models, in the first of its dialects; absent when it does not
 * @param headers of every call, beside those that each call has
 * @param streamHeaders of calls that are to be answered in events, beside those; one that is empty takes that of the same name away
 * @param environment prefix of the environment variables that make a channel at first start ({@code OPENAI})
 * @param claims model name patterns that a channel made from the environment serves
 * @param parameters settings that a channel gives or inherits, by name with their default ("" for required)
 * @param body what its requests need beyond their dialect
 * @param adapter the shape in which it writes OpenAI's dialect; absent for all that write it as OpenAI does
 * @param balance where it says what is left of an account's money; absent when it does not
 * @param retired why channels of it serve nothing any more, and what to use instead; absent for all that are alive
 */
public record Provider(
        String name,
        @Nullable String baseUrl,
        Endpoints endpoints,
        @Nullable String modelsPath,
        Map<String, String> headers,
        Map<String, String> streamHeaders,
        Auth auth,
        Set<Quirk> quirks,
        @Nullable String environment,
        List<String> claims,
        Map<String, String> parameters,
        BodyChange body,
        @Nullable Adapter adapter,
        @Nullable BalanceQuery balance,
        @Nullable String retired) {
    public Provider {
        headers = Map.copyOf(headers);
        streamHeaders = Map.copyOf(streamHeaders);
        quirks = Set.copyOf(quirks);
        claims = List.copyOf(claims);
        parameters = Map.copyOf(parameters);
    }

    /** One that is alive, and whose requests are as its dialects have them. */
    public Provider(
            String name,
            @Nullable String baseUrl,
            Endpoints endpoints,
            @Nullable String modelsPath,
            Map<String, String> headers,
            Auth auth,
            Set<Quirk> quirks,
            @Nullable String environment,
            List<String> claims,
            Map<String, String> parameters) {
        this(
                name,
                baseUrl,
                endpoints,
                modelsPath,
                headers,
                Map.of(),
                auth,
                quirks,
                environment,
                claims,
                parameters,
                BodyChange.NONE,
                null,
                null,
                null);
    }

    /** How the channel's secret travels. */
    public enum Auth {
        /** {@code Authorization: Bearer …}; left out when the channel has no secret. */
        BEARER,
        /** {@code api-key: …} (Azure). */
        API_KEY_HEADER,
        /** {@code x-api-key: …} (Anthropic). */
        X_API_KEY,
        /** {@code x-goog-api-key: …} (Gemini). */
        X_GOOG_API_KEY,
        /** A signature of each request (AWS), made with the parameter {@code region}. */
        AWS_SIGV4,
        /** A token signed with the key of a service account, whose JSON is the secret (Google Vertex AI). */
        GOOGLE_SERVICE_ACCOUNT,
        /** {@code Authorization: DeepL-Auth-Key …} (DeepL). */
        DEEPL_AUTH_KEY,
        /** A signature of each request (Tencent Cloud, TC3-HMAC-SHA256); the secret is {@code SecretId|SecretKey}. */
        TENCENT_TC3,
        /** A token that the upstream gives for {@code APIKey|SecretKey}, in the query (Baidu AI Cloud). */
        BAIDU_TOKEN,
        /** A signature of each handshake, in the query (iFlytek); the secret is {@code APPID|APISecret|APIKey}. */
        IFLYTEK_HMAC,
        NONE
    }
}
