-- Who works which lane; copied from lib/lanes.
CREATE TABLE lane (
    queue text NOT NULL,
    lane  int NOT NULL,
    owner text,
    epoch bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (queue, lane)
) WITH (fillfactor = 70);

CREATE TABLE lane_worker (
    queue       text NOT NULL,
    owner       text NOT NULL,
    lease_until timestamptz NOT NULL,
    PRIMARY KEY (queue, owner)
) WITH (fillfactor = 70);

-- Whoever changes alerts holds the row: changes are numbered in the order of their commits.
CREATE TABLE alert_turn (
  id        int NOT NULL PRIMARY KEY,
  last_time timestamptz NOT NULL DEFAULT '-infinity'
);
INSERT INTO alert_turn VALUES (1);
CREATE SEQUENCE alert_change;

-- What people should look at, and what was over before. Of one thing at most one is open.
CREATE TABLE alert (
  -- Empty for what is about the platform.
  tenant_id        text             NOT NULL,
  alert_id         text             NOT NULL,
  -- Its place in lists.
  seq              bigint           GENERATED ALWAYS AS IDENTITY,
  -- Its last change, for those who watch.
  change           bigint           NOT NULL DEFAULT nextval('alert_change'),
  kind             text             NOT NULL,
  subject          text             NOT NULL DEFAULT '',
  severity         text             NOT NULL,
  -- PENDING ones are only suspected: nobody sees them.
  state            text             NOT NULL,
  summary          text             NOT NULL,
  value            double precision NOT NULL DEFAULT 0,
  threshold        double precision NOT NULL DEFAULT 0,
  occurrences      int              NOT NULL DEFAULT 1,
  -- Whose webhooks were told that it is open: NOBODY, TENANT or EVERYBODY.
  told             text             NOT NULL DEFAULT 'NOBODY',
  silenced         boolean          NOT NULL DEFAULT false,
  since_time       timestamptz      NOT NULL DEFAULT now(),
  below_time       timestamptz,
  raise_time       timestamptz,
  last_raise_time  timestamptz,
  acknowledge_time timestamptz,
  acknowledged_by  text             NOT NULL DEFAULT '',
  comment          text             NOT NULL DEFAULT '',
  clear_time       timestamptz,
  PRIMARY KEY (tenant_id, alert_id)
) WITH (fillfactor = 70);
-- Of one thing at most one is open, however many see it at once.
CREATE UNIQUE INDEX alert_open ON alert (tenant_id, kind, subject) WHERE state <> 'CLEARED';
CREATE INDEX alert_latest ON alert (seq);
CREATE INDEX alert_watch ON alert (change);
CREATE INDEX alert_age ON alert (clear_time) WHERE state = 'CLEARED';

-- The rules that somebody changed, for everybody (no tenant) or for one tenant.
CREATE TABLE alert_rule (
  tenant_id       text             NOT NULL,
  kind            text             NOT NULL,
  enabled         boolean          NOT NULL,
  severity        text             NOT NULL,
  threshold       double precision NOT NULL,
  clear_threshold double precision NOT NULL,
  raise_after_ms  bigint           NOT NULL,
  clear_after_ms  bigint           NOT NULL,
  revision        bigint           NOT NULL DEFAULT 1,
  update_time     timestamptz      NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, kind)
);

-- Times in which nobody is told: once, or again and again.
CREATE TABLE alert_silence (
  tenant_id   text        NOT NULL,
  silence_id  text        NOT NULL,
  kind        text        NOT NULL DEFAULT '',
  subject     text        NOT NULL DEFAULT '',
  comment     text        NOT NULL DEFAULT '',
  start_time  timestamptz NOT NULL,
  end_time    timestamptz NOT NULL,
  -- Null when it does not come again.
  repeat_ms   bigint,
  created_by  text        NOT NULL,
  create_time timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, silence_id)
);

-- Where alerts are posted.
CREATE TABLE alert_webhook (
  tenant_id         text        NOT NULL,
  webhook_id        text        NOT NULL,
  url               text        NOT NULL,
  active            boolean     NOT NULL DEFAULT true,
  min_severity      text        NOT NULL DEFAULT '',
  kinds             text[]      NOT NULL DEFAULT '{}',
  -- Sealed, as all secrets are.
  secret            text        NOT NULL,
  secret_hint       text        NOT NULL,
  previous_secret   text,
  previous_until    timestamptz,
  revision          bigint      NOT NULL DEFAULT 1,
  last_success_time timestamptz,
  last_failure      text        NOT NULL DEFAULT '',
  create_time       timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, webhook_id)
);

-- What is still to be posted, in order for each webhook: `conversation` is its id.
CREATE TABLE alert_post (
  id           bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  turn         bigint      GENERATED ALWAYS AS (id) STORED,
  -- Whose alert it is about.
  tenant_id    text        NOT NULL,
  webhook_tenant_id text   NOT NULL,
  conversation text        NOT NULL,
  lane         int         NOT NULL,
  post_id      text        NOT NULL,
  body         bytea       NOT NULL,
  attempts     int         NOT NULL DEFAULT 0,
  due_at       timestamptz NOT NULL DEFAULT now(),
  create_time  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX alert_post_order ON alert_post (conversation, turn);

-- What a request was answered, so that its repetition is answered the same.
CREATE TABLE alert_request (
  tenant_id   text        NOT NULL,
  request_id  text        NOT NULL,
  digest      bytea       NOT NULL,
  answer      bytea       NOT NULL,
  create_time timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, request_id)
);
CREATE INDEX alert_request_age ON alert_request (create_time);

-- When users of an endpoint last wrote, for those who miss them.
ALTER TABLE metric_hour ADD COLUMN received_time timestamptz;
CREATE INDEX metric_received ON metric_hour (received_time) WHERE received_time IS NOT NULL;
