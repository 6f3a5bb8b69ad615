package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What users pay in. What is credited comes from the order as it was made, never from whoever reports the payment. */
public interface Topups {

    /** Where an order stands. */
    enum Status {
        OPEN,
        PAID,
        CANCELLED
    }

    /**
     * What a user means to pay.
     *
     * @param amount to be credited
     * @param price in the smallest unit of the currency
     * @param externalId the provider's name of the payment, once it has one
     * @param closedAt when it was paid or cancelled
     */
    record Order(
            String id,
            String userId,
            NanoDollars amount,
            long price,
            String currency,
            String provider,
            Status status,
            @Nullable String externalId,
            Instant createdAt,
            @Nullable Instant closedAt) {}

    /**
     * That an order was paid, as its provider tells it.
     *
     * @param eventId the provider's name of this piece of news; the same one counts once
     */
    record Payment(String orderId, String provider, String eventId, String reason) {}

    /** What came of a payment. */
    enum Credit {
        CREDITED,
        /** The order was credited before. */
        ALREADY,
        /** There is no such order of this provider, or it was cancelled. */
        NO_ORDER
    }

    void open(Order order);

    Optional<Order> get(String id);

    /**
     * Lists orders in order of creation.
     *
     * @param userId only those of this user
     */
    Page<Order> list(@Nullable String userId, @Nullable String after, int limit);

    /** False if it is not open. */
    boolean cancel(String id, Instant now);

    /**
     * Books an order's amount into its user's balance, once however often it is reported.
     *
     * @throws StoreConflict if the event has paid another order
     */
    Credit credit(Payment payment, Instant now);
}
