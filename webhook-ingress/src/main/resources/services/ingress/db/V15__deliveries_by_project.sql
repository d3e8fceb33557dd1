-- Workers read project by project, so that what waits for one is never in the way of another.
CREATE INDEX delivery_project ON delivery (tenant_id, destination, turn);
