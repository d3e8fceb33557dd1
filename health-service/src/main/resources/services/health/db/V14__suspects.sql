-- Who fails is looked for every few seconds. What works does not change the columns that decide about this index, so
-- that counting on does not touch it.
CREATE INDEX endpoint_traffic_failed ON endpoint_traffic (minute) WHERE unreachable + refused + sessionless > 0;

-- One time says what the minutes of half an hour said.
ALTER TABLE endpoint_signal ADD COLUMN last_acknowledged_time timestamptz;

INSERT INTO endpoint_signal AS s (tenant_id, endpoint_id, last_acknowledged_time)
SELECT tenant_id, endpoint_id, to_timestamp(max(minute) * 60) FROM endpoint_traffic WHERE acknowledged > 0 GROUP BY 1, 2
ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET last_acknowledged_time = excluded.last_acknowledged_time;

-- Minutes in which nothing was tried say nothing any more.
DELETE FROM endpoint_traffic WHERE sent + unreachable + refused + sessionless = 0;
ALTER TABLE endpoint_traffic DROP COLUMN acknowledged, DROP COLUMN received;
