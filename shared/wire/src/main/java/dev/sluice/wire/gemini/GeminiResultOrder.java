package dev.sluice.wire.gemini;

import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
import dev.sluice.model.chat.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Brings results whose ids Gemini is not told into the order of their calls: Gemini mostly gives its calls no ids, so that the
 * order is all it can tell the results of one tool apart by. All else stays where it is.
 */
final class GeminiResultOrder {
    private final Map<String, Integer> calls = new HashMap<>();
    private final List<Message> ordered = new ArrayList<>();
    /** Where results of the present turn stand, by message and part. */
    private final List<Place> places = new ArrayList<>();

    private final List<Part.ToolResult> results = new ArrayList<>();

    private int count;

    private record Place(int message, int part) {}

    private GeminiResultOrder() {}

    static List<Message> ofCalls(List<Message> messages) {
        GeminiResultOrder order = new GeminiResultOrder();
        messages.forEach(order::add);
        order.endTurn();
        return order.ordered;
    }

    private void add(Message message) {
        if (message.role() == Role.ASSISTANT) {
            endTurn();
        }
        for (int i = 0; i < message.parts().size(); i++) {
            Part part = message.parts().get(i);
            if (part instanceof Part.ToolUse use) {
                calls.put(use.id(), count++);
            } else if (part instanceof Part.ToolResult result && isTiedByOrder(result.callId())) {
                places.add(new Place(ordered.size(), i));
                results.add(result);
            }
        }
        ordered.add(message);
    }

    private boolean isTiedByOrder(String call) {
        return GeminiCallIds.isMadeUp(call) && calls.containsKey(call);
    }

    private void endTurn() {
        results.sort(Comparator.comparing(result -> calls.getOrDefault(result.callId(), 0)));
        for (int i = 0; i < places.size(); i++) {
            put(places.get(i), results.get(i));
        }
        places.clear();
        results.clear();
    }

    private void put(Place place, Part.ToolResult result) {
        Message message = ordered.get(place.message);
        if (!message.parts().get(place.part).equals(result)) {
            List<Part> parts = new ArrayList<>(message.parts());
            parts.set(place.part, result);
            ordered.set(place.message, new Message(message.role(), parts, message.name(), message.notes()));
        }
    }
}
