package dev.sluice.bus;

import io.vertx.core.Future;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageProducer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** How this node's lines send frames: straight to lines of this node, over the cluster to all others. */
final class Post {
    /** Spares the look-up of who in the cluster listens: half of a message's time. */
    private static final DeliveryOptions HERE =
            new DeliveryOptions().setCodecName(FrameCodec.NAME).setLocalOnly(true);

    private static final DeliveryOptions ANYWHERE = new DeliveryOptions().setCodecName(FrameCodec.NAME);

    private final EventBus bus;
    private final Map<String, MessageProducer<Frame>> here = new ConcurrentHashMap<>();

    Post(EventBus bus) {
        this.bus = bus;
    }

    /** Makes the door of a line of this node. */
    MessageProducer<Frame> openDoor(String line) {
        MessageProducer<Frame> door = bus.sender(line, HERE);
        here.put(line, door);
        return door;
    }

    void closeDoor(String line) {
        here.remove(line);
    }

    /** The door of a line, wherever that is. What is written there fails if the line is known to be gone. */
    MessageProducer<Frame> to(String line) {
        MessageProducer<Frame> door = here.get(line);
        return door != null ? door : bus.sender(line, ANYWHERE);
    }

    Future<Void> toAll(String address, Frame frame) {
        return bus.<Frame>publisher(address, ANYWHERE).write(frame);
    }
}
