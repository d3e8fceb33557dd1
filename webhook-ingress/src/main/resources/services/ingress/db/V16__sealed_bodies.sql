-- Under which master keys bodies are sealed, and until which day: keys are needed as long as those days are kept.
CREATE TABLE sealed_under (
    master_key text PRIMARY KEY,
    last_day   date NOT NULL
);
