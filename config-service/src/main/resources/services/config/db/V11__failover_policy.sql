-- What tenants say of moving their traffic by itself.
UPDATE tenant SET policy = '{"failoverMode": "AUTOMATIC", "maxFailoversPerHour": 4, "failBack": "STAY"}'::jsonb || policy
WHERE policy -> 'failoverMode' IS NULL;
