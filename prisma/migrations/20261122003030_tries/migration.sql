-- How often somebody tried something lately. Counts, not a model: a schema of their own, which Prisma does not see and no backup holds.
CREATE SCHEMA IF NOT EXISTS limits;

-- Written at every sign-in and worth nothing after a crash, so not logged. `key` is a limit's name and the SHA-256 of whom it counts,
-- `expire` milliseconds since 1970: the shape that rate-limiter-flexible reads and writes.
CREATE UNLOGGED TABLE limits.tries (
  key    varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  expire bigint
);
CREATE INDEX tries_by_expire ON limits.tries (expire);
