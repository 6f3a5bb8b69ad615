package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Credential;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Identity;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.call.ModelsRequest;
import dev.sluice.wire.DialectCodec;
import io.vertx.core.Future;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Lists the models that a key may use and some healthy channel can serve. */
final class Models {
    private final Bus bus;
    private final DialectCodec codec;

    Models(Bus bus, DialectCodec codec) {
        this.bus = bus;
        this.codec = codec;
    }

    Future<Bytes> list(Credential credential, String address) {
        return visible(credential, address).map(codec::writeModels);
    }

    /**
     * One model.
     *
     * @param encodedName as in the path: percent-encoded, may hold slashes
     */
    Future<Bytes> one(Credential credential, String address, String encodedName) {
        String name = decoded(encodedName);
        return visible(credential, address)
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

    private Future<ModelList> visible(Credential credential, String address) {
        return bus.ask(Addresses.IDENTIFY, new Identification(credential, address))
                .compose(identity -> switch (identity) {
                    case Identity.Known known ->
                        bus.ask(
                                        Addresses.MODELS,
                                        new ModelsRequest(known.caller().group()))
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

    private static String decoded(String name) {
        try {
            return URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return name;
        }
    }
}
