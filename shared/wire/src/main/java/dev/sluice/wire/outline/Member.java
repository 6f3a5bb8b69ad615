package dev.sluice.wire.outline;

import dev.sluice.wire.text.NameTable;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a member of a request means to the gateway. Members without a meaning pass unread. */
sealed interface Member {

    /** A meaning that needs no more to be said. */
    enum Plain implements Member {
        /** The model's name. */
        MODEL,
        /** Whether the answer comes in events. */
        STREAM,
        /** The most that the answer may have, in tokens. Where several are given, the highest counts. */
        CAP,
        /** How many answers are wanted. */
        CHOICES,
        /** A list of tools, which the model reads names and all. */
        TOOLS,
        /** Something else that the model reads names and all, such as a schema. */
        SCHEMA,
        /** Which earlier answer this request goes on from. */
        PREVIOUS_RESPONSE,
        /** Whether the answer is to be kept. */
        STORE,
        /** In which of its service tiers the upstream is to serve the request. */
        TIER,
        /** A wish that the gateway cannot fulfil: only {@code null} and {@code false} pass. */
        UNSERVED
    }

    /** How a prompt must look. */
    enum Shape {
        /** A list of objects with at least one. */
        MESSAGES("an array with at least one message"),
        /** As Google's servers read it: a list of objects, or one that stands for itself. */
        CONTENTS("an array with at least one object"),
        /** A text, or a list of objects. */
        TEXT_OR_ITEMS("a string or an array of objects"),
        /** Texts to make vectors of: one, a list, or lists of token ids. */
        TEXTS("a string or an array"),
        /** A text to rank by. */
        QUERY("a string"),
        /** What is to be ranked: texts, or objects with a text or a picture. */
        DOCUMENTS("an array with at least one document"),
        /** An object. */
        OBJECT("an object"),
        /** Whatever the upstream takes. */
        ANY("given");

        private final String expected;

        Shape(String expected) {
            this.expected = expected;
        }

        String expected() {
            return expected;
        }
    }

    /**
     * A part of the prompt.
     *
     * @param isEnough whether a request that has this one has a prompt
     */
    record Prompt(Shape shape, boolean isEnough) implements Member {}

    /** An object with members of its own. */
    record Inside(NameTable<Named> members) implements Member {}

    /** A member with the name that complaints call it by. */
    record Named(String name, Member meaning) {}

    static Member prompt(Shape shape) {
        return new Prompt(shape, true);
    }

    static Member context(Shape shape) {
        return new Prompt(shape, false);
    }

    static Member inside(Map<String, Member> members) {
        return new Inside(table(members));
    }

    static NameTable<Named> table(Map<String, Member> members) {
        Map<String, Named> named = new LinkedHashMap<>();
        members.forEach((name, meaning) -> named.put(name, new Named(name, meaning)));
        return new NameTable<>(named);
    }
}
