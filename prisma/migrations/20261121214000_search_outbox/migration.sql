-- The search tables are an index, not a model: a schema of their own, which Prisma does not see.
CREATE SCHEMA IF NOT EXISTS search;

-- One row per listing whose search documents may be out of date. Written in the transaction that changes the listing,
-- removed by the drainer only while `sequence` is still the one that it worked on.
CREATE SEQUENCE search.outbox_sequence;
CREATE TABLE search.outbox (
  listing_id      uuid PRIMARY KEY,
  sequence        bigint NOT NULL,
  noted_at        timestamptz NOT NULL,
  attempts        integer NOT NULL DEFAULT 0,
  next_attempt_at timestamptz,
  failure         text
);
CREATE INDEX outbox_by_sequence ON search.outbox (sequence);
