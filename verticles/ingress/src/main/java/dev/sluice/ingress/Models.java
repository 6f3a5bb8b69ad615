package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Identity;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.call.ModelsRequest;
import dev.sluice.wire.DialectCodec;
import io.vertx.core.Future;

/** Lists the models that a key may use and some healthy channel can serve. */
final class Models {
    private final Bus bus;
    private final DialectCodec codec;

    Models(Bus bus, DialectCodec codec) {
        this.bus = bus;
        this.codec = codec;
    }

    Future<Bytes> list(Identification asking) {
        return visible(asking).map(codec::writeModels);
    }

    /** One model; its name may hold slashes. */
    Future<Bytes> one(Identification asking, String name) {
        return visible(asking)
                .map(list -> list.models().stream()
                        .filter(model -> model.id().equals(name))
                        .findFirst()
                        .map(codec::writeModel)
                        .orElseThrow(() -> new GatewayException(GatewayError.of(
                                        Kind.MODEL_NOT_FOUND,
                                        "The model '%s' does not exist or this key may not use it."
                                                .formatted(Printable.of(name)))
                                .at("model"))));
    }

    private Future<ModelList> visible(Identification asking) {
        return bus.ask(Addresses.IDENTIFY, asking).compose(identity -> switch (identity) {
            case Identity.Known known ->
                bus.ask(Addresses.MODELS, new ModelsRequest(known.caller().group()))
                        .map(list -> allowed(list, known));
            case Identity.Unknown unknown -> Future.failedFuture(new GatewayException(unknown.error()));
        });
    }

    private static ModelList allowed(ModelList list, Identity.Known known) {
        if (known.models().isEmpty()) {
            return list;
        }
        return new ModelList(list.models().stream()
                .filter(model -> known.models().contains(model.id()))
                .toList());
    }
}
