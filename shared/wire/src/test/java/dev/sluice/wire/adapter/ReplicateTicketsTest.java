package dev.sluice.wire.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Ticket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicateTicketsTest {
    private static final ReplicateTickets TICKETS = new ReplicateTickets();

    @ParameterizedTest
    @CsvSource({"starting, true", "processing, true", "succeeded, false", "failed, false", "canceled, false"})
    void aPredictionSaysWhetherItIsPendingAndWhereToGo(String status, boolean isPending) {
        Bytes body = Bytes.utf8("{\"status\":\"" + status
                + "\",\"urls\":{\"get\":\"g\",\"stream\":\"s\",\"cancel\":\"c\",\"web\":\"w\"}}");

        assertThat(TICKETS.read(body)).isEqualTo(new Ticket(isPending, "g", "s", "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not JSON", "[]", "null", "{}", "{\"status\":3,\"urls\":[]}", "{\"urls\":{\"get\":7}}"})
    void whatIsNoPredictionIsNotPending(String body) {
        assertThat(TICKETS.read(Bytes.utf8(body))).isEqualTo(new Ticket(false, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not JSON", "[]", "{\"metrics\":3}"})
    void whereNothingIsKnownTheLastEventSaysNothing(String body) {
        assertThat(TICKETS.closing(Bytes.utf8(body)).utf8()).isEqualTo("event: metrics\ndata: {\"metrics\":{}}\n\n");
    }

    @Test
    void aStreamEndsWithAnErrorOrWhenItIsDone() {
        assertThat(TICKETS.isLast(event("done"))).isTrue();
        assertThat(TICKETS.isLast(event("error"))).isTrue();
        assertThat(TICKETS.isLast(event("output"))).isFalse();
    }

    private static Frame event(String name) {
        return new Frame(name, false, Bytes.EMPTY, Bytes.EMPTY);
    }
}
