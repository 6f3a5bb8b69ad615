package dev.sluice.wire.bedrock;

import dev.sluice.wire.anthropic.AnthropicModel;

/**
 * What a model behind Converse takes, told from its name.
 *
 * @param claude what a Claude takes; of no matter for other families
 * @param echo whether a request is only said again as it came, whatever the model takes
 */
record BedrockModel(BedrockFamily family, AnthropicModel claude, boolean echo) {
    /** Anthropic serves schemas with it, Amazon does not. */
    private static final int OPUS_4_1 = 401;

    static BedrockModel of(String name) {
        return new BedrockModel(BedrockFamily.of(name), AnthropicModel.of(name), false);
    }

    /** For a request that was read here, to tell what is written of it. */
    static BedrockModel echo(String name) {
        return new BedrockModel(BedrockFamily.of(name), AnthropicModel.of(""), true);
    }

    boolean isClaude() {
        return family == BedrockFamily.CLAUDE;
    }

    /**
     * Whether it can be held to a JSON schema, for answers and for arguments of tools.
     * https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html
     */
    boolean followsSchemas() {
        return echo || !isClaude() || (claude.followsSchemas() && claude.version() != OPUS_4_1);
    }

    /** Whether the objects of such schemas must say {@code additionalProperties: false}. */
    boolean closesSchemas() {
        return !echo && isClaude();
    }
}
