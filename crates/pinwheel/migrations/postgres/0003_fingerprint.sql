-- What the request asked for: another request under the same id is refused.
ALTER TABLE request ADD COLUMN fingerprint TEXT NOT NULL DEFAULT '';
