package dev.sluice.wire.outline;

import dev.sluice.wire.text.NameTable;
import org.jspecify.annotations.Nullable;

/**
 * Which strings in a dialect's prompts are no text, and which members stand for pictures.
 *
 * @param names what is known about member names
 */
record Media(NameTable<Trait> names) {

    /**
     * What a name says about its value.
     *
     * @param text how a string of this name counts
     * @param isHolder whether an object of this name holds data that is text only if its {@code type} says so
     * @param isPicture whether an object or string of this name is a picture
     * @param pictureKind what a string of this name begins with if it says that a picture stands here
     */
    record Trait(
            Text text,
            boolean isHolder,
            boolean isPicture,
            @Nullable String pictureKind) {
        static Trait counted(Text text) {
            return new Trait(text, false, false, null);
        }

        static Trait holder() {
            return new Trait(Text.WORDS, true, false, null);
        }

        static Trait picture(Text text) {
            return new Trait(text, false, true, null);
        }

        static Trait kind(String begins) {
            return new Trait(Text.WORDS, false, false, begins);
        }
    }

    /** How a string counts. */
    enum Text {
        /** The model reads it. */
        WORDS,
        /** No model reads it: it is for the server. */
        UNREAD,
        /** Base64, always. */
        BASE64,
        /** Base64 if it stands in a holder, else words. */
        BASE64_IN_HOLDER,
        /** An address; base64 if it is a {@code data:} address. */
        ADDRESS
    }
}
