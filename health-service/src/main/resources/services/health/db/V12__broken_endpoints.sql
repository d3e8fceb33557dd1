-- Endpoints that do not work are looked for every few seconds. A probe that finds what was found before changes no index.
CREATE INDEX endpoint_health_broken ON endpoint_health (status_since, tenant_id, endpoint_id) WHERE status = 'UNHEALTHY';
