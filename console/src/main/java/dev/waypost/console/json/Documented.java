package dev.waypost.console.json;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.List;
import java.util.Set;

/// Names the shapes of one part of the API for the document that describes it.
@FunctionalInterface
public interface Documented {
    List<Schema> schemas();

    /// What a message in one shape is for.
    enum Use {
        /// A request's body.
        SENT,
        /// A request's query.
        ASKED,
        /// An answer.
        ANSWERED
    }

    /// What the document calls one message in one shape.
    ///
    /// @param name the component's name
    /// @param given contract fields that the path gives
    record Schema(String name, Shape shape, Descriptor message, Use use, Set<String> given) {
        public static Schema sent(String name, Shape shape, Descriptor message, String... given) {
            return new Schema(name, shape, message, Use.SENT, Set.of(given));
        }

        public static Schema asked(String name, Shape shape, Descriptor message, String... given) {
            return new Schema(name, shape, message, Use.ASKED, Set.of(given));
        }

        public static Schema answered(String name, Shape shape, Descriptor message) {
            return new Schema(name, shape, message, Use.ANSWERED, Set.of());
        }
    }
}
