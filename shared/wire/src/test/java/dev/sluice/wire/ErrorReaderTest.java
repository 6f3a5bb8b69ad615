package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.Verdict;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorReaderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400|{\"error\":{\"message\":\"bad\",\"type\":\"invalid_request_error\",\"param\":\"n\",\"code\":\"invalid_value\"}}|REQUEST_AT_FAULT|400|invalid_value",
                "400|{\"error\":{\"message\":\"bad\",\"type\":\"invalid_request_error\",\"code\":null}}|REQUEST_AT_FAULT|400|invalid_request_error",
                "400|{\"error\":{\"message\":\"too long\",\"code\":400}}|REQUEST_AT_FAULT|400|upstream_rejected",
                "400|{\"error\":{\"code\":\"content_filter\",\"innererror\":{\"code\":\"x\"},\"message\":\"m\"}}|REQUEST_AT_FAULT|400|content_filter",
                "413|<html></html>|REQUEST_AT_FAULT|413|upstream_rejected",
                "422|{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"field required\",\"type\":\"missing\"}]}|REQUEST_AT_FAULT|422|missing",
                "401|{\"detail\":\"Invalid API Key\"}|KEY_REFUSED|502|upstream_failed",
                "401||KEY_REFUSED|502|upstream_failed",
                "402|{\"error\":{\"message\":\"Insufficient Balance\"}}|OUT_OF_QUOTA|502|upstream_failed",
                "403|{\"error\":{\"message\":\"Country not supported\"}}|KEY_REFUSED|502|upstream_failed",
                "400|{\"code\":\"Client specified an invalid argument\",\"error\":\"Incorrect API key provided: xa***k\"}|KEY_REFUSED|502|upstream_failed",
                "400|[{\"error\":{\"code\":400,\"message\":\"API key not valid. Please pass a valid API key.\",\"status\":\"INVALID_ARGUMENT\"}}]|KEY_REFUSED|502|upstream_failed",
                "400|{\"error\":{\"code\":\"Arrearage\",\"message\":\"Access denied\"}}|OUT_OF_QUOTA|502|upstream_failed",
                "400|{\"error\":{\"message\":\"Your text says: Incorrect API key provided\"}}|REQUEST_AT_FAULT|400|upstream_rejected",
                "429|{\"error\":{\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\",\"message\":\"m\"}}|OUT_OF_QUOTA|502|upstream_failed",
                "429|{\"error\":{\"code\":\"1113\",\"message\":\"m\"}}|OUT_OF_QUOTA|502|upstream_failed",
                "429|{\"error\":{\"code\":\"RateLimitReached\",\"message\":\"m\"}}|LIMITED|429|rate_limit_exceeded",
                "429|nonsense|LIMITED|429|rate_limit_exceeded",
                "404|{\"error\":{\"code\":\"model_not_found\",\"message\":\"The model `x-internal` does not exist\"}}|MODEL_UNKNOWN|404|model_not_found",
                "404|{\"error\":{\"code\":\"DeploymentNotFound\",\"message\":\"m\"}}|MODEL_UNKNOWN|404|model_not_found",
                "404|404 page not found|MODEL_UNKNOWN|404|model_not_found",
                "404|{\"error\":{\"message\":\"No such File object: file-1\",\"code\":null}}|REQUEST_AT_FAULT|404|upstream_rejected",
                "400|{\"error\":{\"message\":\"m\",\"type\":\"invalid_model\",\"code\":400}}|MODEL_UNKNOWN|404|model_not_found",
                "408||FAILED|502|upstream_failed",
                "409||FAILED|502|upstream_failed",
                "425||FAILED|502|upstream_failed",
                "500|{\"object\":\"error\",\"message\":\"CUDA out of memory on node-7\"}|FAILED|502|upstream_failed",
                "503|<html>|FAILED|503|overloaded",
                "504||FAILED|504|upstream_timeout",
                "529|{\"error\":{\"type\":\"overloaded_error\"}}|FAILED|503|overloaded",
                "302||FAILED|502|upstream_failed"
            })
    void aRefusalIsUnderstood(int status, String body, Verdict verdict, int answered, String code) {
        UpstreamError error = read(status, body == null ? "" : body);

        assertThat(error.verdict()).isEqualTo(verdict);
        assertThat(error.error().status()).isEqualTo(answered);
        assertThat(error.error().code()).isEqualTo(code);
        assertThat(error.error().message()).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: 210000 tokens > 200000 maximum\"}}|context_length_exceeded",
                "{\"error\":{\"message\":\"This model's maximum context length is 8192 tokens.\",\"code\":null}}|context_length_exceeded",
                "{\"error\":{\"message\":\"m\",\"code\":\"context_length_exceeded\"}}|context_length_exceeded",
                "{\"error\":{\"code\":400,\"status\":\"INVALID_ARGUMENT\",\"message\":\"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).\"}}|context_length_exceeded",
                "{\"message\":\"Input is too long for requested model.\"}|context_length_exceeded",
                "{\"message\":\"too many tokens: total number of tokens in the prompt exceeds the limit of 4081\"}|context_length_exceeded",
                "{\"error\":{\"type\":\"too_many_prompt_tokens\",\"message\":\"m\"}}|context_length_exceeded",
                "{\"error\":\"the request exceeds the available context size\"}|context_length_exceeded",
                "{\"error\":{\"message\":\"The response was filtered due to the prompt triggering a policy.\",\"code\":\"content_filter\"}}|content_filter",
                "{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Output blocked by content filtering policy\"}}|content_filter",
                "{\"code\":\"DataInspectionFailed\",\"message\":\"m\"}|content_filter",
                "{\"error\":{\"message\":\"'Paris' is too long a name\",\"code\":\"invalid_name\"}}|invalid_name"
            })
    void whatDialectsHaveAWordForHasANeutralCode(String body, String code) {
        UpstreamError error = read(400, body);

        assertThat(error.verdict()).isEqualTo(Verdict.REQUEST_AT_FAULT);
        assertThat(error.error().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'error':{'message':'Project *proj_1* does not have access to model *gpt-5*','type':'invalid_request_error','code':'model_not_found'}}|MODEL_UNKNOWN",
                "{'message':'You do not have access to the model with the specified model ID.'}|MODEL_UNKNOWN",
                "{'error':{'message':'The model *x* is blocked at the project level.','type':'permissions_error','code':'model_permission_blocked_project'}}|MODEL_UNKNOWN",
                "{'error':{'code':403,'message':'Moderation is required. Your input was flagged for violence.','metadata':{'provider_name':'x'}}}|REQUEST_AT_FAULT",
                "{'error':{'code':403,'message':'Not allowed','metadata':{'reasons':['violence'],'flagged_input':'some ...'}}}|REQUEST_AT_FAULT",
                "{'code':'The caller does not have permission','error':'Content violates usage guidelines. Failed check: X'}|REQUEST_AT_FAULT",
                "{'error':{'code':403,'message':'You do not have permission to access the File abc or it may not exist.','status':'PERMISSION_DENIED'}}|REQUEST_AT_FAULT",
                "{'error':{'code':403,'message':'CachedContent not found (or permission denied)','status':'PERMISSION_DENIED'}}|REQUEST_AT_FAULT",
                "{'error':{'code':403,'message':'Not allowed','metadata':{'provider_name':'x','type':'guest'}}}|KEY_REFUSED",
                "{'error':{'code':403,'message':'Method does not allow unregistered callers.','status':'PERMISSION_DENIED'}}|KEY_REFUSED",
                "{'error':{'type':'permission_error','message':'Your API key does not have permission to use the specified resource'}}|KEY_REFUSED",
                "{'message':'The security token included in the request is invalid.'}|KEY_REFUSED",
                "<html>|KEY_REFUSED"
            })
    void forbiddenMayBeTheChannelTheModelOrTheRequest(String body, Verdict verdict) {
        UpstreamError error = read(403, quoted(body));

        assertThat(error.verdict()).isEqualTo(verdict);
        assertThat(error.error().status()).isNotEqualTo(403);
    }

    @Test
    void whatAModeratorFlaggedIsToldAsFiltered() {
        String body =
                "{\"error\":{\"code\":403,\"message\":\"No.\",\"metadata\":{\"reasons\":[],\"flagged_input\":\"x\"}}}";

        assertThat(read(403, body).error().code()).isEqualTo("content_filter");
        assertThat(read(403, body).error().message()).isEqualTo("No.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'error':{'message':'Item with id \"rs_1\" not found. Items are not persisted when *store* is set to false.','type':'invalid_request_error','param':'input','code':null}}|REQUEST_AT_FAULT",
                "{'type':'error','error':{'type':'not_found_error','message':'File not found: file_model'}}|REQUEST_AT_FAULT",
                "{'error':{'message':'Vector store vs_model not found','type':'invalid_request_error'}}|REQUEST_AT_FAULT",
                "{'error':{'message':'Vector store with id [the model] not found.'}}|REQUEST_AT_FAULT",
                "{'error':{'message':'Container cntr_1 is expired'}}|REQUEST_AT_FAULT",
                "{'error':{'message':'Requested entity was not found.','status':'NOT_FOUND'}}|REQUEST_AT_FAULT",
                "{'type':'error','error':{'type':'not_found_error','message':'model: claude-x'}}|MODEL_UNKNOWN",
                "{'error':'model [x:latest] not found'}|MODEL_UNKNOWN",
                "{'error':{'code':404,'message':'models/x is not found for API version v1beta','status':'NOT_FOUND'}}|MODEL_UNKNOWN",
                "{'error':{'code':404,'message':'Publisher Model *projects/p* not found.'}}|MODEL_UNKNOWN",
                "{'error':{'code':404,'message':'No endpoints found for x/y.'}}|MODEL_UNKNOWN",
                "{'error':{'code':'404','message':'Resource not found'}}|MODEL_UNKNOWN",
                "{'detail':'Not Found'}|MODEL_UNKNOWN",
                "{}|MODEL_UNKNOWN",
                "|MODEL_UNKNOWN"
            })
    void notFoundIsOfTheModelOnlyIfItSaysSoOrNothing(@Nullable String body, Verdict verdict) {
        assertThat(read(404, body == null ? "" : quoted(body)).verdict()).isEqualTo(verdict);
    }

    private static String quoted(String body) {
        return body.replace("\"", "\\\"").replace('\'', '"');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "400|{\"error\":{\"type\":\"invalid_request_error\",\"message\":\"Your credit balance is too low to access the API.\"}}",
                "429|{\"error\":{\"type\":\"rate_limit_error\",\"message\":\"m\",\"details\":{\"error_code\":\"enforced_spend_limit_reached\"}}}",
                "402|{\"error\":{\"type\":\"billing_error\",\"message\":\"m\"}}",
                "456|{\"message\":\"Quota Exceeded\"}"
            })
    void anAccountWithoutMoneyIsTheChannelsFault(int status, String body) {
        assertThat(read(status, body).verdict()).isEqualTo(Verdict.OUT_OF_QUOTA);
    }

    @Test
    void theCallersOwnMistakeIsExplainedInTheUpstreamsWords() {
        GatewayError error = read(
                        400,
                        "{\"error\":{\"message\":\"Unsupported parameter: 'max_tokens'\",\"param\":\"max_tokens\"}}")
                .error();

        assertThat(error.kind()).isEqualTo(GatewayError.Kind.UPSTREAM_REJECTED);
        assertThat(error.message()).isEqualTo("Unsupported parameter: 'max_tokens'");
        assertThat(error.param()).isEqualTo("max_tokens");
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 404, 429, 500, 503})
    void whatConcernsTheGatewayAloneStaysWithIt(int status) {
        UpstreamError error = read(
                status,
                "{\"error\":{\"message\":\"Key sk-abc123456789 of org acme at https://internal.example\",\"param\":\"key\"}}");

        assertThat(error.error().message()).doesNotContain("sk-", "acme", "internal", "http");
        assertThat(error.error().param()).isNotEqualTo("key");
    }

    @Test
    void codesAndParamsThatAreNoPlainTokensAreDropped() {
        GatewayError error = read(
                        422,
                        "{\"error\":{\"message\":\"m\",\"code\":\"a b\\u001b[31m\",\"type\":\"" + "x".repeat(65)
                                + "\",\"param\":\"a\\nb\"}}")
                .error();

        assertThat(error.code()).isEqualTo("upstream_rejected");
        assertThat(error.param()).isNull();
    }

    @Test
    void aLimitSaysHowLongToWait() {
        UpstreamError error = ErrorReader.read(429, Map.of("retry-after", "7"), Bytes.EMPTY);

        assertThat(error.error().kind()).isEqualTo(GatewayError.Kind.RATE_LIMITED);
        assertThat(error.error().retry()).contains(Duration.ofSeconds(7));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"error\":{\"message\":\"m\",\"status_code\":400,\"code\":\"tool_use_failed\"}}|REQUEST_AT_FAULT",
                "{\"error\":{\"message\":\"m\",\"code\":429}}|LIMITED",
                "{\"error\":{\"message\":\"m\",\"code\":\"503\"}}|FAILED",
                "{\"error\":{\"message\":\"m\",\"type\":\"rate_limit_error\"}}|LIMITED",
                "{\"error\":{\"message\":\"m\",\"code\":\"insufficient_quota\"}}|OUT_OF_QUOTA",
                "{\"error\":{\"message\":\"m\",\"code\":\"model_not_found\"}}|MODEL_UNKNOWN",
                "{\"error\":{\"message\":\"m\",\"type\":\"server_error\"}}|FAILED",
                "{\"error\":{\"message\":\"m\",\"code\":200}}|FAILED",
                "{\"error\":\"it broke\"}|FAILED"
            })
    void anErrorWithoutAStatusIsGuessed(String data, Verdict verdict) {
        assertThat(ErrorReader.readInAnswer(Bytes.utf8(data)).verdict()).isEqualTo(verdict);
    }

    private static UpstreamError read(int status, String body) {
        return ErrorReader.read(status, Map.of(), Bytes.utf8(body));
    }
}
