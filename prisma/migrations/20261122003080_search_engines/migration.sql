-- The indexes that follow the listings, each with progress of its own, so that one that hangs holds up no other.
-- A name with ":" is an index that grows beside the one in use, to take its place.
CREATE TABLE search.engine (
  name             text PRIMARY KEY,
  -- Whether every listing was noted for it; before that its outbox does not tell all.
  complete         boolean NOT NULL DEFAULT false,
  -- Transactions older than this may have changed listings without seeing this row.
  unseen_before    xid8,
  -- Somebody asked for its index to be built anew.
  rebuild_asked_at timestamptz
);
INSERT INTO search.engine (name, complete) VALUES ('postgres', true);

ALTER TABLE search.outbox ADD COLUMN engine text NOT NULL DEFAULT 'postgres';
ALTER TABLE search.outbox ALTER COLUMN engine DROP DEFAULT;
ALTER TABLE search.outbox DROP CONSTRAINT outbox_pkey;
ALTER TABLE search.outbox ADD PRIMARY KEY (engine, listing_id);
DROP INDEX search.outbox_by_sequence;
CREATE INDEX outbox_by_sequence ON search.outbox (engine, sequence);
