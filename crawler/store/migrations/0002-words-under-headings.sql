-- The Headings sheet shows how many words stand under a heading.
ALTER TABLE heading ADD COLUMN words INTEGER;

-- Version 1 grew without a number of its own; its first files lack these as well.
ALTER TABLE target ADD COLUMN sub_id TEXT NOT NULL DEFAULT '';
ALTER TABLE network ADD COLUMN status TEXT NOT NULL DEFAULT 'active';
ALTER TABLE network ADD COLUMN since TEXT NOT NULL DEFAULT '';
ALTER TABLE network ADD COLUMN successor TEXT NOT NULL DEFAULT '';
