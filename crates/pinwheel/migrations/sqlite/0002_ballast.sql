-- After a failed write, the probe writes as much as a round does: a few free kilobytes are not enough.
ALTER TABLE pulse ADD COLUMN ballast BLOB;
