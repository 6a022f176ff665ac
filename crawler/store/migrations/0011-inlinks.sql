-- New table: inlinks.
ALTER TABLE page ADD COLUMN segment TEXT NOT NULL DEFAULT '';
