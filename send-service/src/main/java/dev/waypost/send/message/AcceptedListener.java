package dev.waypost.send.message;

import dev.waypost.lanes.Offer;
import java.util.List;

/// Hears of rows that this process has just committed.
public interface AcceptedListener {
    void accepted(List<Offer<QueuedMessage>> offers);
}
