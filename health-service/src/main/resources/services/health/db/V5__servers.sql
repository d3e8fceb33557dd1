-- What people say of servers. One that nobody said anything of has no row.
CREATE TABLE server_state (
  server      text PRIMARY KEY,
  capacity    integer     NOT NULL DEFAULT 0,
  drain_since timestamptz,
  drain_cause text        NOT NULL DEFAULT '',
  drained_by  text        NOT NULL DEFAULT ''
);
