-- Views for what many sheets and site rules ask for: they stand in schema.sql, which makes them after the last step.

-- Version 2 grew without a number of its own; its first files lack these.
ALTER TABLE page ADD COLUMN affiliate_links INTEGER NOT NULL DEFAULT 0;
ALTER TABLE page ADD COLUMN affiliate_first INTEGER;
ALTER TABLE page ADD COLUMN disclosure TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN disclosure_words INTEGER;
ALTER TABLE page ADD COLUMN disclosure_links INTEGER;
ALTER TABLE page ADD COLUMN amazon_sentence INTEGER NOT NULL DEFAULT 0;
ALTER TABLE page ADD COLUMN unchanged INTEGER NOT NULL DEFAULT 0;
ALTER TABLE page ADD COLUMN text_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE finding ADD COLUMN mend_at TEXT NOT NULL DEFAULT '';
