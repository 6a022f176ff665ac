-- The table link becomes the tables part, part_link and page_part, and a view that has its name. What is stored already is one part a page.
ALTER TABLE link RENAME TO old_link;
CREATE TABLE part (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawl (id)
);
CREATE TABLE part_link (
    part_id INTEGER NOT NULL REFERENCES part (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    href TEXT,
    text TEXT NOT NULL,
    rel TEXT NOT NULL,
    target TEXT NOT NULL,
    region TEXT NOT NULL,
    heading INTEGER,
    line INTEGER,
    wpil TEXT,
    in_code INTEGER NOT NULL,
    PRIMARY KEY (part_id, number)
) WITHOUT ROWID;
CREATE TABLE page_part (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    part_id INTEGER NOT NULL,
    heading INTEGER NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID;
INSERT INTO part (id, crawl_id) SELECT id, crawl_id FROM page WHERE id IN (SELECT page_id FROM old_link);
INSERT INTO part_link (part_id, number, target_id, href, text, rel, target, region, heading, line, wpil, in_code)
SELECT page_id, position, target_id, href, text, rel, target, region, heading, line, wpil, in_code FROM old_link ORDER BY page_id, position;
INSERT INTO page_part (page_id, position, part_id, heading, line) SELECT id, 0, id, 0, 0 FROM part;
DROP TABLE old_link;

-- Without the foreign key on target: for each target that is deleted SQLite would look through the whole table.
ALTER TABLE carrier RENAME TO old_carrier;
CREATE TABLE carrier (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    target_id INTEGER NOT NULL,
    place TEXT NOT NULL,
    href TEXT,
    region TEXT NOT NULL,
    line INTEGER,
    in_code INTEGER NOT NULL,
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID;
INSERT INTO carrier (page_id, position, target_id, place, href, region, line, in_code)
SELECT page_id, position, target_id, place, href, region, line, in_code FROM old_carrier ORDER BY page_id, position;
DROP TABLE old_carrier;
