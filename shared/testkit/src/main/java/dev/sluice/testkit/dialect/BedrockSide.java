package dev.sluice.testkit.dialect;

import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;

/** AWS Bedrock's Converse. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html */
public final class BedrockSide implements Side {
    private final BedrockClient client = new BedrockClient();
    private final BedrockUpstream upstream = new BedrockUpstream();

    @Override
    public String id() {
        return "bedrock";
    }

    @Override
    public Asking ask(Scenario scenario, String model, boolean stream) {
        return client.ask(scenario, model, stream);
    }

    @Override
    public Asking askAgain(Scenario scenario, String model, boolean stream, Heard first) {
        return client.askAgain(scenario, model, stream, first);
    }

    @Override
    public Heard hear(int status, boolean stream, byte[] body) {
        return client.hear(status, stream, body);
    }

    @Override
    public boolean isContextError(int status, Heard heard) {
        return status == 400
                && heard.error() != null
                && !heard.error().message().isEmpty();
    }

    @Override
    public Understood understand(Received request) {
        return upstream.understand(request);
    }

    @Override
    public Scripted answer(Scenario scenario, Received request) {
        return upstream.answer(scenario, request);
    }
}
