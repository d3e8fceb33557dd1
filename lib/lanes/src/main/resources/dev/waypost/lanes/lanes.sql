-- Copy into the first migration of a service that works lanes. Rows of `lane` make themselves.
CREATE TABLE lane (
    queue text NOT NULL,
    lane  int NOT NULL,
    owner text,
    epoch bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (queue, lane)
) WITH (fillfactor = 70);

-- A lease covers all lanes of its owner: one row to renew, however many lanes there are.
CREATE TABLE lane_worker (
    queue       text NOT NULL,
    owner       text NOT NULL,
    lease_until timestamptz NOT NULL,
    PRIMARY KEY (queue, owner)
) WITH (fillfactor = 70);
