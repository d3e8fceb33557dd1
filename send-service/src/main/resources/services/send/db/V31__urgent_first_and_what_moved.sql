-- What is urgent stands in the queue as if it had waited for an hour; nobody is told that it was due before it was there.
CREATE OR REPLACE VIEW message_now AS
    SELECT m.id, m.tenant_id, m.message_id, m.request_id, m.body_hash, m.recipient, m.content, m.labels, m.priority,
        m.endpoint_id, m.provider_message_id,
        CASE WHEN m.state = 'QUEUED' AND p.begun THEN 'DISPATCHING' ELSE m.state END AS state,
        m.failure_reason, m.failure_detail, m.provider_code, m.traceparent, m.send_at,
        coalesce(greatest(p.due_time, m.create_time), m.due_time) AS due_time, m.expire_time, m.create_time, m.update_time, m.day
    FROM message m LEFT JOIN LATERAL (SELECT q.begun, q.due_time FROM pending q WHERE q.id = m.id OFFSET 0) AS p ON true;

-- Whether the try changed what is known of the message: that a provider took it needs no row of its own.
ALTER TABLE message_attempt ADD COLUMN moved boolean NOT NULL DEFAULT true;
UPDATE message_attempt a SET moved = s.applied FROM message_status s
    WHERE s.status = 'ACCEPTED' AND s.event_key = 'accepted/' || a.number AND s.message_id = a.message_id
        AND s.tenant_id = a.tenant_id AND s.day = a.day AND NOT s.applied;
DELETE FROM message_status WHERE status = 'ACCEPTED' AND event_key LIKE 'accepted/%';
