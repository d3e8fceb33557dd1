-- What fits no day goes row by row, by its age.
CREATE INDEX event_default_age ON event_default (received_at);
CREATE INDEX body_default_age ON body_default (received_at);
CREATE INDEX delivered_default_age ON delivered_default (settled_at);
