-- A page's sketch is found by its page without an index beside the table; of an image's srcset, whose addresses are stored where they are used,
-- only that there is one; issues are looked through as a whole, so that an index of their spider and target finds nothing sooner.
CREATE TABLE IF NOT EXISTS shingle (page_id INTEGER NOT NULL, hash INTEGER NOT NULL, heading INTEGER NOT NULL);
ALTER TABLE shingle RENAME TO old_shingle;
CREATE TABLE shingle (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    hash INTEGER NOT NULL,
    heading INTEGER NOT NULL,
    PRIMARY KEY (page_id, hash)
) WITHOUT ROWID;
INSERT OR IGNORE INTO shingle (page_id, hash, heading) SELECT page_id, hash, heading FROM old_shingle ORDER BY page_id, hash;
DROP TABLE old_shingle;
UPDATE image SET srcset = '1' WHERE srcset <> '';
DROP INDEX IF EXISTS issue_of;
