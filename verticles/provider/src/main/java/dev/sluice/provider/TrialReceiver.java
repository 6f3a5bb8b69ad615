package dev.sluice.provider;

import dev.sluice.bus.Outflow;
import dev.sluice.model.call.AnswerEvent;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Takes the answer to a trial: how it ends, and as much of it as shows what it is. Belongs to one event loop. */
final class TrialReceiver implements Outflow<AnswerEvent> {
    private static final int MOST = 64 * 1024;

    private final StringBuilder heard = new StringBuilder();
    private final Promise<AnswerEvent> ended = Promise.promise();
    private @Nullable AnswerEvent last;

    /** The last event; fails if there was none. */
    Future<AnswerEvent> ended() {
        return ended.future();
    }

    String heard() {
        return heard.toString();
    }

    @Override
    public boolean send(AnswerEvent event) {
        last = event;
        if (event instanceof AnswerEvent.Said said && heard.length() < MOST) {
            int length = Math.min(said.bytes().length(), MOST - heard.length());
            heard.append(new String(said.bytes().array(), said.bytes().offset(), length, StandardCharsets.UTF_8));
        }
        return true;
    }

    @Override
    public void end(AnswerEvent event) {
        send(event);
        end();
    }

    @Override
    public void end() {
        AnswerEvent event = last;
        if (event == null) {
            ended.tryFail("no answer");
        } else {
            ended.tryComplete(event);
        }
    }

    @Override
    public void onCredit(Runnable resume) {
        // There is always credit.
    }

    @Override
    public void onCancel(Runnable stop) {
        // Its deadlines end it.
    }
}
