-- Messages are taken in the order in which they become due. In the order of `id`, each look at the queue passed over every
-- message that waits for its time, for its turn under a limit, or for another try.
CREATE INDEX pending_due ON pending (due_time, id);

-- What the old order was read from. The key is what rows are found by, and nothing else.
ALTER TABLE pending DROP CONSTRAINT pending_pkey, ADD PRIMARY KEY (id, tenant_id);
