-- Here the probe carries no ballast: the disk is the database server's own affair.
ALTER TABLE pulse ADD COLUMN ballast BYTEA;
