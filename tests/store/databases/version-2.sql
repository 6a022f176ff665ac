BEGIN TRANSACTION;
CREATE TABLE carrier (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    target_id INTEGER NOT NULL REFERENCES target (id),
    place TEXT NOT NULL,             -- img, srcset, iframe, canonical, og, jsonld, css, text …
    href TEXT,
    region TEXT NOT NULL,
    line INTEGER,
    in_code INTEGER NOT NULL,
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID;
INSERT INTO "carrier" VALUES(2,1,8,'iframe',NULL,'main',1,0);
INSERT INTO "carrier" VALUES(9,1,19,'iframe',NULL,'main',1,0);
CREATE TABLE copy (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id) ON DELETE CASCADE,
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    share REAL NOT NULL,             -- from 0 to 1
    sections TEXT NOT NULL           -- in words: which of the page's sections the other has
);
CREATE TABLE coverage ( -- what was not checked, and why; one row per cause
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    what TEXT NOT NULL,
    count INTEGER NOT NULL,
    example TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY (crawl_id, what, why)
) WITHOUT ROWID;
INSERT INTO "coverage" VALUES(1,'Distinct affiliate links not requested',1,'https://www.amazon.com/dp/B000000001?tag=kitchen-20','an automated click may break the programme''s terms; judged by the address alone');
INSERT INTO "coverage" VALUES(1,'Distinct outbound links not requested',2,'https://shop.example/stove','links to other sites are judged by their address; whether they answer was not asked');
INSERT INTO "coverage" VALUES(1,'Pages that failed',1,'http://127.0.0.1:8000/gone/','404 Not Found');
CREATE TABLE crawl (
    id INTEGER PRIMARY KEY,
    spider TEXT NOT NULL,            -- blog / posts / urls
    target TEXT NOT NULL,            -- start URL, folder or list, as given
    site TEXT NOT NULL DEFAULT '',   -- https://host of the audited site
    started TEXT NOT NULL,           -- ISO 8601, UTC
    finished TEXT,                   -- NULL: running, or stopped before the end
    reason TEXT NOT NULL DEFAULT '', -- Scrapy's close reason, or why it is incomplete
    version TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL DEFAULT '{}' -- the AUDIT_* settings that shaped the answers, as JSON; never secrets
);
INSERT INTO "crawl" VALUES(1,'blog','http://127.0.0.1:8000/','http://127.0.0.1:8000','2026-11-28T16:10:33+00:00','2026-11-28T16:10:33+00:00','finished','0.1.0','{"AUDIT_MAX_PAGES": "10000", "AUDIT_MAX_DEPTH": "25", "AUDIT_MAX_PER_PATTERN": "200"}');
INSERT INTO "crawl" VALUES(2,'blog','http://127.0.0.1:8000/','http://127.0.0.1:8000','2026-11-28T16:10:37+00:00',NULL,'','0.1.0','{"AUDIT_MAX_PAGES": "10000", "AUDIT_MAX_DEPTH": "25", "AUDIT_MAX_PER_PATTERN": "200"}');
CREATE TABLE finding (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    page_id INTEGER REFERENCES page (id) ON DELETE CASCADE, -- NULL: about the site
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,          -- error / warning / notice
    message TEXT NOT NULL,
    subject TEXT NOT NULL,           -- page / heading / link / image / carrier / block / site
    position INTEGER,                -- of the subject in its page
    region TEXT NOT NULL,
    line INTEGER,
    place TEXT NOT NULL,
    now TEXT NOT NULL,
    should_be TEXT NOT NULL,
    method TEXT NOT NULL,
    confidence TEXT NOT NULL,
    mend_at TEXT NOT NULL DEFAULT '' -- of a live page's finding: the post's file and line, when the posts were read beside
);
INSERT INTO "finding" VALUES(1,1,1,'dev-host-link','error','The link leads to kitchen.local (a .local name, as the Local app gives), which readers cannot reach','link',6,'main',1,'link 6 in main, under “Trail kitchen”','http://kitchen.local/draft/','','','','');
INSERT INTO "finding" VALUES(2,1,1,'h1-equals-title','notice','The h1 is the same as the page''s title','heading',1,'main',1,'heading 1 (h1) in main','','','','','');
INSERT INTO "finding" VALUES(3,1,1,'missing-canonical','notice','The page names no canonical address','page',NULL,'',NULL,'canonical','','','','','');
INSERT INTO "finding" VALUES(4,1,1,'missing-description','notice','The page has no meta description','page',NULL,'',NULL,'description','','','','','');
INSERT INTO "finding" VALUES(5,1,2,'h1-equals-title','notice','The h1 is the same as the page''s title','heading',1,'main',1,'heading 1 (h1) in main','','','','','');
INSERT INTO "finding" VALUES(6,1,2,'missing-canonical','notice','The page names no canonical address','page',NULL,'',NULL,'canonical','','','','','');
INSERT INTO "finding" VALUES(7,1,2,'missing-description','notice','The page has no meta description','page',NULL,'',NULL,'description','','','','','');
INSERT INTO "finding" VALUES(8,1,2,'skipped-heading-level','warning','“Skipped a level” is an h3 right after an h1','heading',2,'main',1,'heading 2 (h3) in main','Skipped a level','','','','');
INSERT INTO "finding" VALUES(9,1,2,'unmarked-affiliate-link','warning','The affiliate link “A tent” (amazon-associates) says neither sponsored nor nofollow','link',3,'main',1,'link 3 in main, under “Skipped a level”','no rel','rel="sponsored"','the address is of amazon-associates','certain','');
INSERT INTO "finding" VALUES(10,1,3,'generic-link-text','notice','“here” does not say that it leads to https://shop.example/stove','link',4,'main',1,'link 4 in main, under “Stoves”','here','','','','');
INSERT INTO "finding" VALUES(11,1,3,'h1-equals-title','notice','The h1 is the same as the page''s title','heading',1,'main',1,'heading 1 (h1) in main','','','','','');
INSERT INTO "finding" VALUES(12,1,3,'image-without-alt','warning','The image /stove.jpg has no alt attribute','image',1,'main',1,'image 1 in main','/stove.jpg','','','','');
INSERT INTO "finding" VALUES(13,1,3,'missing-canonical','notice','The page names no canonical address','page',NULL,'',NULL,'canonical','','','','','');
INSERT INTO "finding" VALUES(14,1,3,'missing-description','notice','The page has no meta description','page',NULL,'',NULL,'description','','','','','');
INSERT INTO "finding" VALUES(15,1,6,'h1-equals-title','notice','The h1 is the same as the page''s title','heading',1,'main',1,'heading 1 (h1) in main','','','','','');
INSERT INTO "finding" VALUES(16,1,6,'missing-canonical','notice','The page names no canonical address','page',NULL,'',NULL,'canonical','','','','','');
INSERT INTO "finding" VALUES(17,1,6,'missing-description','notice','The page has no meta description','page',NULL,'',NULL,'description','','','','','');
INSERT INTO "finding" VALUES(18,1,7,'missing-canonical','notice','The page names no canonical address','page',NULL,'',NULL,'canonical','','','','','');
INSERT INTO "finding" VALUES(19,1,7,'missing-description','notice','The page has no meta description','page',NULL,'',NULL,'description','','','','','');
INSERT INTO "finding" VALUES(20,1,1,'broken-internal-link','error','The link “A lost page” leads to http://127.0.0.1:8000/gone/, which answers 404','link',5,'main',1,'link 5 in main','/gone/','','','','');
INSERT INTO "finding" VALUES(21,1,7,'duplicate-title','warning','2 pages have the title “Tents”; the first is http://127.0.0.1:8000/lids/','page',NULL,'',NULL,'title','Tents','','','','');
INSERT INTO "finding" VALUES(22,1,2,'duplicate-title','warning','2 pages have the title “Tents”; the first is http://127.0.0.1:8000/lids/','page',NULL,'',NULL,'title','Tents','','','','');
INSERT INTO "finding" VALUES(23,1,1,'link-to-redirect','notice','The link “Our old list” leads to http://127.0.0.1:8000/old/, which redirects: 301 → http://127.0.0.1:8000/tents/','link',4,'main',1,'link 4 in main','/old/','http://127.0.0.1:8000/tents/','where the server redirects to','high','');
INSERT INTO "finding" VALUES(24,1,NULL,'missing-amazon-sentence','warning','1 page with Amazon affiliate links, and none has the sentence that Amazon asks for','site',NULL,'',NULL,'http://127.0.0.1:8000/tents/','','','','','');
INSERT INTO "finding" VALUES(25,1,2,'missing-disclosure','warning','An affiliate link and no disclosure on this page','page',NULL,'',NULL,'','','','','','');
INSERT INTO "finding" VALUES(26,2,8,'dev-host-link','error','The link leads to kitchen.local (a .local name, as the Local app gives), which readers cannot reach','link',6,'main',1,'link 6 in main, under “Trail kitchen”','http://kitchen.local/draft/','','','','');
INSERT INTO "finding" VALUES(27,2,8,'h1-equals-title','notice','The h1 is the same as the page''s title','heading',1,'main',1,'heading 1 (h1) in main','','','','','');
INSERT INTO "finding" VALUES(28,2,8,'missing-canonical','notice','The page names no canonical address','page',NULL,'',NULL,'canonical','','','','','');
INSERT INTO "finding" VALUES(29,2,8,'missing-description','notice','The page has no meta description','page',NULL,'',NULL,'description','','','','','');
INSERT INTO "finding" VALUES(30,2,9,'h1-equals-title','notice','The h1 is the same as the page''s title','heading',1,'main',1,'heading 1 (h1) in main','','','','','');
INSERT INTO "finding" VALUES(31,2,9,'missing-canonical','notice','The page names no canonical address','page',NULL,'',NULL,'canonical','','','','','');
INSERT INTO "finding" VALUES(32,2,9,'missing-description','notice','The page has no meta description','page',NULL,'',NULL,'description','','','','','');
INSERT INTO "finding" VALUES(33,2,9,'skipped-heading-level','warning','“Skipped a level” is an h3 right after an h1','heading',2,'main',1,'heading 2 (h3) in main','Skipped a level','','','','');
INSERT INTO "finding" VALUES(34,2,9,'unmarked-affiliate-link','warning','The affiliate link “A tent” (amazon-associates) says neither sponsored nor nofollow','link',3,'main',1,'link 3 in main, under “Skipped a level”','no rel','rel="sponsored"','the address is of amazon-associates','certain','');
INSERT INTO "finding" VALUES(35,2,10,'generic-link-text','notice','“here” does not say that it leads to https://shop.example/stove','link',4,'main',1,'link 4 in main, under “Stoves”','here','','','','');
INSERT INTO "finding" VALUES(36,2,10,'h1-equals-title','notice','The h1 is the same as the page''s title','heading',1,'main',1,'heading 1 (h1) in main','','','','','');
INSERT INTO "finding" VALUES(37,2,10,'image-without-alt','warning','The image /stove.jpg has no alt attribute','image',1,'main',1,'image 1 in main','/stove.jpg','','','','');
INSERT INTO "finding" VALUES(38,2,10,'missing-canonical','notice','The page names no canonical address','page',NULL,'',NULL,'canonical','','','','','');
INSERT INTO "finding" VALUES(39,2,10,'missing-description','notice','The page has no meta description','page',NULL,'',NULL,'description','','','','','');
CREATE TABLE frontier (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    key TEXT NOT NULL,               -- URL, or a post's path
    role TEXT NOT NULL,              -- page / sitemap / post
    state TEXT NOT NULL DEFAULT 'queued', -- queued / done / failed / skipped
    depth INTEGER,                   -- clicks from the start; NULL: known from a sitemap only
    found_by TEXT NOT NULL DEFAULT '', -- start / sitemap / link / redirect / list / folder
    reason TEXT NOT NULL DEFAULT '',
    UNIQUE (crawl_id, key)
);
INSERT INTO "frontier" VALUES(1,1,'http://127.0.0.1:8000/','page','done',0,'start','');
INSERT INTO "frontier" VALUES(2,1,'http://127.0.0.1:8000/sitemap.xml','sitemap','failed',NULL,'start','404 Not Found');
INSERT INTO "frontier" VALUES(3,1,'http://127.0.0.1:8000/tents/','page','done',1,'link','');
INSERT INTO "frontier" VALUES(4,1,'http://127.0.0.1:8000/stoves/','page','done',1,'link','');
INSERT INTO "frontier" VALUES(5,1,'http://127.0.0.1:8000/old/','page','done',1,'link','');
INSERT INTO "frontier" VALUES(6,1,'http://127.0.0.1:8000/gone/','page','failed',1,'link','404 Not Found');
INSERT INTO "frontier" VALUES(7,1,'http://127.0.0.1:8000/pots/','page','done',2,'link','');
INSERT INTO "frontier" VALUES(8,1,'http://127.0.0.1:8000/lids/','page','done',3,'link','');
INSERT INTO "frontier" VALUES(9,2,'http://127.0.0.1:8000/','page','done',0,'start','');
INSERT INTO "frontier" VALUES(10,2,'http://127.0.0.1:8000/sitemap.xml','sitemap','failed',NULL,'start','404 Not Found');
INSERT INTO "frontier" VALUES(11,2,'http://127.0.0.1:8000/tents/','page','done',1,'link','');
INSERT INTO "frontier" VALUES(12,2,'http://127.0.0.1:8000/stoves/','page','done',1,'link','');
INSERT INTO "frontier" VALUES(13,2,'http://127.0.0.1:8000/old/','page','done',1,'link','');
INSERT INTO "frontier" VALUES(14,2,'http://127.0.0.1:8000/gone/','page','failed',1,'link','404 Not Found');
INSERT INTO "frontier" VALUES(15,2,'http://127.0.0.1:8000/pots/','page','queued',2,'link','');
CREATE TABLE heading (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    level INTEGER NOT NULL,
    text TEXT NOT NULL,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    line INTEGER,
    html_id TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    words INTEGER,                   -- of the text under it up to the next heading; NULL outside the content
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID;
INSERT INTO "heading" VALUES(1,1,1,'Trail kitchen','Trail kitchen','main',1,'',0,69);
INSERT INTO "heading" VALUES(2,1,1,'Tents','Tents','main',1,'',0,0);
INSERT INTO "heading" VALUES(2,2,3,'Skipped a level','Skipped a level','main',1,'',0,62);
INSERT INTO "heading" VALUES(3,1,1,'Stoves','Stoves','main',1,'',0,62);
INSERT INTO "heading" VALUES(6,1,1,'Pots','Pots','main',1,'',0,0);
INSERT INTO "heading" VALUES(6,2,2,'Large','Large','main',1,'large',0,3);
INSERT INTO "heading" VALUES(7,1,1,'Lids','Lids','main',1,'',0,1);
INSERT INTO "heading" VALUES(8,1,1,'Trail kitchen','Trail kitchen','main',1,'',0,69);
INSERT INTO "heading" VALUES(9,1,1,'Tents','Tents','main',1,'',0,0);
INSERT INTO "heading" VALUES(9,2,3,'Skipped a level','Skipped a level','main',1,'',0,62);
INSERT INTO "heading" VALUES(10,1,1,'Stoves','Stoves','main',1,'',0,62);
CREATE TABLE held_back (
    crawl_id INTEGER NOT NULL,
    hash INTEGER NOT NULL,           -- 64 bits of the address: crawler/limits.py
    example_id INTEGER NOT NULL REFERENCES frontier (id) ON DELETE CASCADE, -- the row that stands for its limit
    PRIMARY KEY (crawl_id, hash)
) WITHOUT ROWID;
CREATE TABLE image (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    src TEXT NOT NULL,
    srcset TEXT NOT NULL,
    alt TEXT,                        -- NULL: the attribute is missing
    width TEXT NOT NULL,
    height TEXT NOT NULL,
    region TEXT NOT NULL,
    line INTEGER,
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID;
INSERT INTO "image" VALUES(3,1,'/stove.jpg','',NULL,'','','main',1);
INSERT INTO "image" VALUES(10,1,'/stove.jpg','',NULL,'','','main',1);
CREATE TABLE link (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    target_id INTEGER NOT NULL REFERENCES target (id),
    href TEXT,                       -- as written, when it differs from the target's URL
    text TEXT NOT NULL,
    rel TEXT NOT NULL,               -- space separated
    target TEXT NOT NULL,            -- the attribute
    region TEXT NOT NULL,
    heading INTEGER,                 -- position of the heading that it stands under
    line INTEGER,
    wpil TEXT,                       -- JSON list of [name, value]; NULL when there are none
    in_code INTEGER NOT NULL,
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID;
INSERT INTO "link" VALUES(1,1,1,'/','Home','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(1,2,2,'/tents/','Tents','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(1,3,3,'/stoves/','Stoves','','','main',1,1,NULL,0);
INSERT INTO "link" VALUES(1,4,4,'/old/','Our old list','','','main',1,1,NULL,0);
INSERT INTO "link" VALUES(1,5,5,'/gone/','A lost page','','','main',1,1,NULL,0);
INSERT INTO "link" VALUES(1,6,6,NULL,'A draft','','','main',1,1,NULL,0);
INSERT INTO "link" VALUES(2,1,1,'/','Home','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(2,2,2,'/tents/','Tents','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(2,3,7,NULL,'A tent','','','main',2,1,NULL,0);
INSERT INTO "link" VALUES(3,1,1,'/','Home','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(3,2,2,'/tents/','Tents','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(3,3,9,'/pots/#large','Pots','','','main',1,1,NULL,0);
INSERT INTO "link" VALUES(3,4,10,NULL,'here','','','main',1,1,NULL,0);
INSERT INTO "link" VALUES(6,1,1,'/','Home','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(6,2,2,'/tents/','Tents','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(6,3,11,'/lids/','Lids','','','main',2,1,NULL,0);
INSERT INTO "link" VALUES(7,1,1,'/','Home','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(7,2,2,'/tents/','Tents','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(8,1,12,'/','Home','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(8,2,13,'/tents/','Tents','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(8,3,14,'/stoves/','Stoves','','','main',1,1,NULL,0);
INSERT INTO "link" VALUES(8,4,15,'/old/','Our old list','','','main',1,1,NULL,0);
INSERT INTO "link" VALUES(8,5,16,'/gone/','A lost page','','','main',1,1,NULL,0);
INSERT INTO "link" VALUES(8,6,17,NULL,'A draft','','','main',1,1,NULL,0);
INSERT INTO "link" VALUES(9,1,12,'/','Home','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(9,2,13,'/tents/','Tents','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(9,3,18,NULL,'A tent','','','main',2,1,NULL,0);
INSERT INTO "link" VALUES(10,1,12,'/','Home','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(10,2,13,'/tents/','Tents','','','nav',NULL,1,NULL,0);
INSERT INTO "link" VALUES(10,3,20,'/pots/#large','Pots','','','main',1,1,NULL,0);
INSERT INTO "link" VALUES(10,4,21,NULL,'here','','','main',1,1,NULL,0);
CREATE TABLE link_check (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    url TEXT NOT NULL,               -- a target's URL without its fragment
    asked TEXT NOT NULL,             -- the address that was asked: of an affiliate link its shop's; empty: none is
    youtube TEXT NOT NULL DEFAULT '', -- what a YouTube link names: "video wZy89qsM2Rc"
    reused INTEGER NOT NULL DEFAULT 0, -- the answer is an earlier crawl's
    verdict TEXT NOT NULL,           -- waiting / ok / redirected / soft-404 / broken / blocked / temporary / not checked
    reason TEXT NOT NULL DEFAULT '',
    evidence TEXT NOT NULL DEFAULT '', -- the status, header or words that decided
    status INTEGER,
    final_url TEXT NOT NULL DEFAULT '', -- where redirects ended
    hops TEXT NOT NULL DEFAULT '',   -- "301 → https://b; 302 → https://c"
    lasting INTEGER NOT NULL DEFAULT 0, -- every redirect is meant to last
    checked TEXT NOT NULL DEFAULT '', -- ISO 8601, UTC
    broken_since TEXT NOT NULL DEFAULT '', -- day on which it was first seen broken …
    broken_last TEXT NOT NULL DEFAULT '', -- … and last
    broken_days INTEGER NOT NULL DEFAULT 0, -- on how many days, without an answer between them
    UNIQUE (crawl_id, url)
);
CREATE TABLE network ( -- what the ids in target.network stand for
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'active', -- active / closed / renamed
    since TEXT NOT NULL DEFAULT '',
    successor TEXT NOT NULL DEFAULT '',    -- its name
    PRIMARY KEY (crawl_id, id)
) WITHOUT ROWID;
INSERT INTO "network" VALUES(1,'amazon-associates','Amazon Associates','active','','');
INSERT INTO "network" VALUES(2,'amazon-associates','Amazon Associates','active','','');
CREATE TABLE note (    -- what was cut, refused or could not be read
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    text TEXT NOT NULL
);
CREATE TABLE page (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    source TEXT NOT NULL,
    outcome TEXT NOT NULL,           -- fetched / redirected / failed / refused / skipped
    reason TEXT NOT NULL,
    status INTEGER,
    redirect_to TEXT NOT NULL,       -- this response's own Location
    final_url TEXT NOT NULL DEFAULT '',  -- end of the redirect chain, filled when the crawl closes
    redirects TEXT NOT NULL DEFAULT '',  -- the chain as "301 https://a → 302 https://b", filled when the crawl closes
    content_type TEXT NOT NULL,
    size INTEGER,
    elapsed_ms INTEGER,
    depth INTEGER,
    is_html INTEGER NOT NULL,
    indexable INTEGER NOT NULL,      -- 0: noindex or canonical elsewhere
    format TEXT NOT NULL,
    format_reason TEXT NOT NULL,
    title TEXT NOT NULL,
    titles INTEGER NOT NULL,         -- how many
    description TEXT NOT NULL,
    descriptions INTEGER NOT NULL,
    canonical TEXT NOT NULL,
    robots TEXT NOT NULL,            -- meta and X-Robots-Tag, comma separated
    lang TEXT NOT NULL,
    viewport TEXT NOT NULL,
    charset TEXT NOT NULL,
    h1 TEXT NOT NULL,                -- the first h1 (or the template's)
    words INTEGER NOT NULL,
    etag TEXT NOT NULL,
    last_modified TEXT NOT NULL,
    affiliate_links INTEGER NOT NULL DEFAULT 0, -- in the content: certain ones, and likely ones where three are of one network
    affiliate_first INTEGER,         -- words of the content before the first of them
    disclosure TEXT NOT NULL DEFAULT '', -- content / footer / link / absent; empty on a page without affiliate links
    disclosure_words INTEGER,        -- from the disclosure to the first affiliate link; negative: it comes after
    disclosure_links INTEGER,        -- affiliate links that come before it
    amazon_sentence INTEGER NOT NULL DEFAULT 0, -- the sentence that Amazon asks for stands there
    unchanged INTEGER NOT NULL DEFAULT 0, -- crawls in a row in which the server said so, and it was copied from an earlier one
    text_hash TEXT NOT NULL DEFAULT '', -- the same for the same text; empty for one of few words
    facts TEXT NOT NULL,             -- JSON: front matter, social tags, hreflang, JSON-LD, all canonicals, notes
    UNIQUE (crawl_id, key)
);
INSERT INTO "page" VALUES(1,1,'http://127.0.0.1:8000/','http://127.0.0.1:8000/','','fetched','',200,'','','','text/html; charset=utf-8',782,9,0,1,1,'','','Trail kitchen',1,'',0,'','','en','width=device-width','utf-8','Trail kitchen',71,'','',0,NULL,'',NULL,NULL,0,0,'b99400d60eb79a127ac5ba14','{"titles": ["Trail kitchen"], "content_region": true}');
INSERT INTO "page" VALUES(2,1,'http://127.0.0.1:8000/tents/','http://127.0.0.1:8000/tents/','','fetched','',200,'','','','text/html; charset=utf-8',791,15,1,1,1,'','','Tents',1,'',0,'','','en','width=device-width','utf-8','Tents',66,'','',1,60,'absent',NULL,1,0,0,'79468d684b778d0b38eceecf','{"titles": ["Tents"], "content_region": true}');
INSERT INTO "page" VALUES(3,1,'http://127.0.0.1:8000/stoves/','http://127.0.0.1:8000/stoves/','','fetched','',200,'','','','text/html; charset=utf-8',726,11,1,1,1,'','','Stoves',1,'',0,'','','en','width=device-width','utf-8','Stoves',63,'','',0,NULL,'',NULL,NULL,0,0,'7c75cfa78e26014cd1beaa16','{"titles": ["Stoves"], "content_region": true}');
INSERT INTO "page" VALUES(4,1,'http://127.0.0.1:8000/old/','http://127.0.0.1:8000/old/','','redirected','',301,'http://127.0.0.1:8000/tents/','http://127.0.0.1:8000/tents/','301 → http://127.0.0.1:8000/tents/','',0,12,1,0,1,'','','',0,'',0,'','','','','','',0,'','',0,NULL,'',NULL,NULL,0,0,'','{}');
INSERT INTO "page" VALUES(5,1,'http://127.0.0.1:8000/gone/','http://127.0.0.1:8000/gone/','','failed','404 Not Found',404,'','','','text/html; charset=utf-8',8,7,1,1,1,'','','',0,'',0,'','','','','utf-8','',2,'','',0,NULL,'',NULL,NULL,0,0,'','{}');
INSERT INTO "page" VALUES(6,1,'http://127.0.0.1:8000/pots/','http://127.0.0.1:8000/pots/','','fetched','',200,'','','','text/html; charset=utf-8',275,15,2,1,1,'','','Pots',1,'',0,'','','en','width=device-width','utf-8','Pots',5,'','',0,NULL,'',NULL,NULL,0,0,'','{"titles": ["Pots"], "content_region": true}');
INSERT INTO "page" VALUES(7,1,'http://127.0.0.1:8000/lids/','http://127.0.0.1:8000/lids/','','fetched','',200,'','','','text/html; charset=utf-8',224,15,3,1,1,'','','Tents',1,'',0,'','','en','width=device-width','utf-8','Lids',2,'','',0,NULL,'',NULL,NULL,0,0,'','{"titles": ["Tents"], "content_region": true}');
INSERT INTO "page" VALUES(8,2,'http://127.0.0.1:8000/','http://127.0.0.1:8000/','','fetched','',200,'','','','text/html; charset=utf-8',782,2,0,1,1,'','','Trail kitchen',1,'',0,'','','en','width=device-width','utf-8','Trail kitchen',71,'','',0,NULL,'',NULL,NULL,0,0,'b99400d60eb79a127ac5ba14','{"titles": ["Trail kitchen"], "content_region": true}');
INSERT INTO "page" VALUES(9,2,'http://127.0.0.1:8000/tents/','http://127.0.0.1:8000/tents/','','fetched','',200,'','','','text/html; charset=utf-8',791,2,1,1,1,'','','Tents',1,'',0,'','','en','width=device-width','utf-8','Tents',66,'','',1,60,'absent',NULL,1,0,0,'79468d684b778d0b38eceecf','{"titles": ["Tents"], "content_region": true}');
INSERT INTO "page" VALUES(10,2,'http://127.0.0.1:8000/stoves/','http://127.0.0.1:8000/stoves/','','fetched','',200,'','','','text/html; charset=utf-8',726,4,1,1,1,'','','Stoves',1,'',0,'','','en','width=device-width','utf-8','Stoves',63,'','',0,NULL,'',NULL,NULL,0,0,'7c75cfa78e26014cd1beaa16','{"titles": ["Stoves"], "content_region": true}');
INSERT INTO "page" VALUES(11,2,'http://127.0.0.1:8000/old/','http://127.0.0.1:8000/old/','','redirected','',301,'http://127.0.0.1:8000/tents/','','','',0,5,1,0,1,'','','',0,'',0,'','','','','','',0,'','',0,NULL,'',NULL,NULL,0,0,'','{}');
INSERT INTO "page" VALUES(12,2,'http://127.0.0.1:8000/gone/','http://127.0.0.1:8000/gone/','','failed','404 Not Found',404,'','','','text/html; charset=utf-8',8,2,1,1,1,'','','',0,'',0,'','','','','utf-8','',2,'','',0,NULL,'',NULL,NULL,0,0,'','{}');
CREATE TABLE post (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    path TEXT NOT NULL,
    url TEXT NOT NULL,
    page_id INTEGER REFERENCES page (id) ON DELETE SET NULL, -- the live page that it is; NULL: none was found
    title TEXT NOT NULL,
    title_line INTEGER,
    description TEXT NOT NULL,
    description_line INTEGER
);
CREATE TABLE post_place (
    post_id INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,              -- heading / link
    text TEXT NOT NULL,              -- of a heading; of a link its absolute URL without fragment
    level INTEGER NOT NULL,          -- of a heading
    line INTEGER
);
CREATE TABLE robots (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    netloc TEXT NOT NULL,
    status INTEGER,
    verdict TEXT NOT NULL,           -- rules / allow all / disallow all
    body TEXT NOT NULL,              -- at most 512 KiB of it
    fetched TEXT NOT NULL,
    PRIMARY KEY (crawl_id, netloc)
) WITHOUT ROWID;
INSERT INTO "robots" VALUES(1,'http://127.0.0.1:8000',200,'rules','User-agent: *
Disallow: /private/
','2026-11-28T16:10:33+00:00');
INSERT INTO "robots" VALUES(2,'http://127.0.0.1:8000',200,'rules','User-agent: *
Disallow: /private/
','2026-11-28T16:10:37+00:00');
CREATE TABLE rule (    -- the texts of that day, so that an old crawl keeps its own
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    id TEXT NOT NULL,
    severity TEXT NOT NULL,
    title TEXT NOT NULL,
    why TEXT NOT NULL,
    fix TEXT NOT NULL,
    PRIMARY KEY (crawl_id, id)
) WITHOUT ROWID;
INSERT INTO "rule" VALUES(1,'broken-internal-link','error','Link to a page that is gone','The site itself answered 404 or 410 for this address, at once or after its redirects, so every reader who follows the link is lost. Only pages that the crawl asked for are known; an address that refused us or did not answer is not called broken.','Link to the page that took its place, or remove the link.');
INSERT INTO "rule" VALUES(1,'dev-host-link','error','Link to a development address','The address exists only on the machine or network where the site was built; every reader gets an error. Looked for in links, images, embeds, canonical, social and structured data, styles, embed code and feeds; example code of tutorials is left alone, and so is the root address of a reader''s own device that a link shows as its text (“log in at 192.168.1.1”).','Write the public address in place of the development one.');
INSERT INTO "rule" VALUES(1,'duplicate-title','warning','Same title on several pages','Search results show the title: pages of one title compete, and readers cannot tell them apart. Compared without regard to case and white space, among pages of one language that answered and may be indexed.','Say in each title what this page has that the others have not.');
INSERT INTO "rule" VALUES(1,'generic-link-text','notice','Link text that says nothing','Who reads only the links, as screen readers do and search engines weigh them, learns nothing from “here”. The whole text must be one of the phrases; a longer text that holds one is fine, and so is a link with an aria-label, and “read more” below a heading that is a link to the same page.','Say in the link''s text what the reader gets there.');
INSERT INTO "rule" VALUES(1,'h1-equals-title','notice','Main heading and title say the same','Nothing is wrong with that; but the title is what search results show, and the h1 what a reader sees on the page: two places to say it, of which one could say more. Live pages only, since a post''s template makes both of one text. (Screaming Frog: Same as H1)','Give the title the words that people search for, and the h1 those that readers expect.');
INSERT INTO "rule" VALUES(1,'image-without-alt','warning','Image without alternative text','Screen readers and image search know the picture by its alt text. An alt that is empty on purpose says that the picture is decoration, and is right. (WCAG 1.1.1)','Describe the picture in a few words, or write alt="" when it only decorates.');
INSERT INTO "rule" VALUES(1,'link-to-redirect','notice','Link to a redirect','The page has moved; readers and search engines take a detour each time, and the link breaks when the redirect is dropped. The proposal is where the server itself leads, asked in this crawl: sure for a move that is meant to last (301, 308), less so for one that is not (302, 303, 307). Redirects to other sites are left alone: a /go/ link is meant to redirect.','Write the address where the page is now.');
INSERT INTO "rule" VALUES(1,'missing-amazon-sentence','warning','Amazon''s own sentence is missing','Amazon''s operating agreement asks for “As an Amazon Associate I earn from qualifying purchases.”, or one much like it, on the site. Looked for in the content, footers and sidebars of all pages that were read; it is enough that one page has it. Posts are not judged, since their template may say it.','Put the sentence into the site''s footer or above the links.');
INSERT INTO "rule" VALUES(1,'missing-canonical','notice','No canonical address','The same page can be reached under several addresses (with parameters, with and without a slash); the canonical says which one counts. A Link header counts as well. Posts get theirs from the template.','Let the template write a canonical link with the page''s own address.');
INSERT INTO "rule" VALUES(1,'missing-description','notice','No description','The meta description is what search results may show below the title; without one they choose a passage of the text. A post''s excerpt or summary in its front matter counts: where there is no description, most site generators make one of it.','Write one or two sentences, up to 155 characters, that say what the reader gets.');
INSERT INTO "rule" VALUES(1,'missing-disclosure','warning','Affiliate links without a disclosure','Readers must be told that a link earns money before they come to it: the FTC in the USA, the ASA in Britain, the law in the EU, Japan and Korea ask for it. Looked for are the usual words of 18 languages and AUDIT_DISCLOSURES, in the visible content, the footer and the sidebar. A tag or component of the post that is called so ({% include affiliate-disclosure.html %}) is taken for one. What a site''s template adds to its posts otherwise is not seen when the posts'' files are audited: then audit the live site. Links that surely are an affiliate''s count, and where a page has three of one network that likely are, such as amzn.to, these. Where most pages lack it, that is one row.','Say above the first affiliate link that you may earn a commission from it.');
INSERT INTO "rule" VALUES(1,'skipped-heading-level','warning','Heading level skipped','Readers of outlines and screen readers look for the level that is missing. Judged inside the page''s content only; a page that marks no main or article is not judged. Google does not mind the order. (axe-core: heading-order)','Use the next level down, or restyle the heading instead of choosing its level by size.');
INSERT INTO "rule" VALUES(1,'unmarked-affiliate-link','warning','Affiliate link without rel','Google asks that paid links say so with rel="sponsored" (nofollow is accepted too); an unmarked one can count as buying links. Where the page''s robots tag says nofollow, nothing is missing.','Add rel="sponsored" to the link.');
INSERT INTO "rule" VALUES(2,'broken-internal-link','error','Link to a page that is gone','The site itself answered 404 or 410 for this address, at once or after its redirects, so every reader who follows the link is lost. Only pages that the crawl asked for are known; an address that refused us or did not answer is not called broken.','Link to the page that took its place, or remove the link.');
INSERT INTO "rule" VALUES(2,'dev-host-link','error','Link to a development address','The address exists only on the machine or network where the site was built; every reader gets an error. Looked for in links, images, embeds, canonical, social and structured data, styles, embed code and feeds; example code of tutorials is left alone, and so is the root address of a reader''s own device that a link shows as its text (“log in at 192.168.1.1”).','Write the public address in place of the development one.');
INSERT INTO "rule" VALUES(2,'duplicate-title','warning','Same title on several pages','Search results show the title: pages of one title compete, and readers cannot tell them apart. Compared without regard to case and white space, among pages of one language that answered and may be indexed.','Say in each title what this page has that the others have not.');
INSERT INTO "rule" VALUES(2,'generic-link-text','notice','Link text that says nothing','Who reads only the links, as screen readers do and search engines weigh them, learns nothing from “here”. The whole text must be one of the phrases; a longer text that holds one is fine, and so is a link with an aria-label, and “read more” below a heading that is a link to the same page.','Say in the link''s text what the reader gets there.');
INSERT INTO "rule" VALUES(2,'h1-equals-title','notice','Main heading and title say the same','Nothing is wrong with that; but the title is what search results show, and the h1 what a reader sees on the page: two places to say it, of which one could say more. Live pages only, since a post''s template makes both of one text. (Screaming Frog: Same as H1)','Give the title the words that people search for, and the h1 those that readers expect.');
INSERT INTO "rule" VALUES(2,'image-without-alt','warning','Image without alternative text','Screen readers and image search know the picture by its alt text. An alt that is empty on purpose says that the picture is decoration, and is right. (WCAG 1.1.1)','Describe the picture in a few words, or write alt="" when it only decorates.');
INSERT INTO "rule" VALUES(2,'link-to-redirect','notice','Link to a redirect','The page has moved; readers and search engines take a detour each time, and the link breaks when the redirect is dropped. The proposal is where the server itself leads, asked in this crawl: sure for a move that is meant to last (301, 308), less so for one that is not (302, 303, 307). Redirects to other sites are left alone: a /go/ link is meant to redirect.','Write the address where the page is now.');
INSERT INTO "rule" VALUES(2,'missing-amazon-sentence','warning','Amazon''s own sentence is missing','Amazon''s operating agreement asks for “As an Amazon Associate I earn from qualifying purchases.”, or one much like it, on the site. Looked for in the content, footers and sidebars of all pages that were read; it is enough that one page has it. Posts are not judged, since their template may say it.','Put the sentence into the site''s footer or above the links.');
INSERT INTO "rule" VALUES(2,'missing-canonical','notice','No canonical address','The same page can be reached under several addresses (with parameters, with and without a slash); the canonical says which one counts. A Link header counts as well. Posts get theirs from the template.','Let the template write a canonical link with the page''s own address.');
INSERT INTO "rule" VALUES(2,'missing-description','notice','No description','The meta description is what search results may show below the title; without one they choose a passage of the text. A post''s excerpt or summary in its front matter counts: where there is no description, most site generators make one of it.','Write one or two sentences, up to 155 characters, that say what the reader gets.');
INSERT INTO "rule" VALUES(2,'missing-disclosure','warning','Affiliate links without a disclosure','Readers must be told that a link earns money before they come to it: the FTC in the USA, the ASA in Britain, the law in the EU, Japan and Korea ask for it. Looked for are the usual words of 18 languages and AUDIT_DISCLOSURES, in the visible content, the footer and the sidebar. A tag or component of the post that is called so ({% include affiliate-disclosure.html %}) is taken for one. What a site''s template adds to its posts otherwise is not seen when the posts'' files are audited: then audit the live site. Links that surely are an affiliate''s count, and where a page has three of one network that likely are, such as amzn.to, these. Where most pages lack it, that is one row.','Say above the first affiliate link that you may earn a commission from it.');
INSERT INTO "rule" VALUES(2,'skipped-heading-level','warning','Heading level skipped','Readers of outlines and screen readers look for the level that is missing. Judged inside the page''s content only; a page that marks no main or article is not judged. Google does not mind the order. (axe-core: heading-order)','Use the next level down, or restyle the heading instead of choosing its level by size.');
INSERT INTO "rule" VALUES(2,'unmarked-affiliate-link','warning','Affiliate link without rel','Google asks that paid links say so with rel="sponsored" (nofollow is accepted too); an unmarked one can count as buying links. Where the page''s robots tag says nofollow, nothing is missing.','Add rel="sponsored" to the link.');
CREATE TABLE shingle (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    hash INTEGER NOT NULL,
    heading INTEGER NOT NULL         -- index of the heading that it stands under; -1: of none
);
INSERT INTO "shingle" VALUES(1,133648543,0);
INSERT INTO "shingle" VALUES(1,242385891,0);
INSERT INTO "shingle" VALUES(1,309108731,0);
INSERT INTO "shingle" VALUES(1,745581833,0);
INSERT INTO "shingle" VALUES(1,2282197408,0);
INSERT INTO "shingle" VALUES(1,2290593718,0);
INSERT INTO "shingle" VALUES(1,2602216916,0);
INSERT INTO "shingle" VALUES(1,2666155933,0);
INSERT INTO "shingle" VALUES(1,3104629603,0);
INSERT INTO "shingle" VALUES(1,3131101783,0);
INSERT INTO "shingle" VALUES(1,3191348021,0);
INSERT INTO "shingle" VALUES(1,3273854685,0);
INSERT INTO "shingle" VALUES(1,3556746325,0);
INSERT INTO "shingle" VALUES(1,3609515839,0);
INSERT INTO "shingle" VALUES(1,3704957171,0);
INSERT INTO "shingle" VALUES(1,3746293007,0);
INSERT INTO "shingle" VALUES(1,3880174187,0);
INSERT INTO "shingle" VALUES(1,4147609269,0);
INSERT INTO "shingle" VALUES(1,4159162408,0);
INSERT INTO "shingle" VALUES(2,242385891,1);
INSERT INTO "shingle" VALUES(2,309108731,1);
INSERT INTO "shingle" VALUES(2,745581833,1);
INSERT INTO "shingle" VALUES(2,2282197408,1);
INSERT INTO "shingle" VALUES(2,2290593718,1);
INSERT INTO "shingle" VALUES(2,2602216916,1);
INSERT INTO "shingle" VALUES(2,2666155933,1);
INSERT INTO "shingle" VALUES(2,3191348021,1);
INSERT INTO "shingle" VALUES(2,3273854685,1);
INSERT INTO "shingle" VALUES(2,3556746325,1);
INSERT INTO "shingle" VALUES(2,3704957171,1);
INSERT INTO "shingle" VALUES(2,3746293007,1);
INSERT INTO "shingle" VALUES(2,3880174187,1);
INSERT INTO "shingle" VALUES(2,4147609269,1);
INSERT INTO "shingle" VALUES(2,4159162408,1);
INSERT INTO "shingle" VALUES(3,242385891,0);
INSERT INTO "shingle" VALUES(3,309108731,0);
INSERT INTO "shingle" VALUES(3,745581833,0);
INSERT INTO "shingle" VALUES(3,2282197408,0);
INSERT INTO "shingle" VALUES(3,2290593718,0);
INSERT INTO "shingle" VALUES(3,2602216916,0);
INSERT INTO "shingle" VALUES(3,2666155933,0);
INSERT INTO "shingle" VALUES(3,3191348021,0);
INSERT INTO "shingle" VALUES(3,3273854685,0);
INSERT INTO "shingle" VALUES(3,3556746325,0);
INSERT INTO "shingle" VALUES(3,3704957171,0);
INSERT INTO "shingle" VALUES(3,3746293007,0);
INSERT INTO "shingle" VALUES(3,3880174187,0);
INSERT INTO "shingle" VALUES(3,4147609269,0);
INSERT INTO "shingle" VALUES(3,4159162408,0);
INSERT INTO "shingle" VALUES(8,133648543,0);
INSERT INTO "shingle" VALUES(8,242385891,0);
INSERT INTO "shingle" VALUES(8,309108731,0);
INSERT INTO "shingle" VALUES(8,745581833,0);
INSERT INTO "shingle" VALUES(8,2282197408,0);
INSERT INTO "shingle" VALUES(8,2290593718,0);
INSERT INTO "shingle" VALUES(8,2602216916,0);
INSERT INTO "shingle" VALUES(8,2666155933,0);
INSERT INTO "shingle" VALUES(8,3104629603,0);
INSERT INTO "shingle" VALUES(8,3131101783,0);
INSERT INTO "shingle" VALUES(8,3191348021,0);
INSERT INTO "shingle" VALUES(8,3273854685,0);
INSERT INTO "shingle" VALUES(8,3556746325,0);
INSERT INTO "shingle" VALUES(8,3609515839,0);
INSERT INTO "shingle" VALUES(8,3704957171,0);
INSERT INTO "shingle" VALUES(8,3746293007,0);
INSERT INTO "shingle" VALUES(8,3880174187,0);
INSERT INTO "shingle" VALUES(8,4147609269,0);
INSERT INTO "shingle" VALUES(8,4159162408,0);
INSERT INTO "shingle" VALUES(9,242385891,1);
INSERT INTO "shingle" VALUES(9,309108731,1);
INSERT INTO "shingle" VALUES(9,745581833,1);
INSERT INTO "shingle" VALUES(9,2282197408,1);
INSERT INTO "shingle" VALUES(9,2290593718,1);
INSERT INTO "shingle" VALUES(9,2602216916,1);
INSERT INTO "shingle" VALUES(9,2666155933,1);
INSERT INTO "shingle" VALUES(9,3191348021,1);
INSERT INTO "shingle" VALUES(9,3273854685,1);
INSERT INTO "shingle" VALUES(9,3556746325,1);
INSERT INTO "shingle" VALUES(9,3704957171,1);
INSERT INTO "shingle" VALUES(9,3746293007,1);
INSERT INTO "shingle" VALUES(9,3880174187,1);
INSERT INTO "shingle" VALUES(9,4147609269,1);
INSERT INTO "shingle" VALUES(9,4159162408,1);
INSERT INTO "shingle" VALUES(10,242385891,0);
INSERT INTO "shingle" VALUES(10,309108731,0);
INSERT INTO "shingle" VALUES(10,745581833,0);
INSERT INTO "shingle" VALUES(10,2282197408,0);
INSERT INTO "shingle" VALUES(10,2290593718,0);
INSERT INTO "shingle" VALUES(10,2602216916,0);
INSERT INTO "shingle" VALUES(10,2666155933,0);
INSERT INTO "shingle" VALUES(10,3191348021,0);
INSERT INTO "shingle" VALUES(10,3273854685,0);
INSERT INTO "shingle" VALUES(10,3556746325,0);
INSERT INTO "shingle" VALUES(10,3704957171,0);
INSERT INTO "shingle" VALUES(10,3746293007,0);
INSERT INTO "shingle" VALUES(10,3880174187,0);
INSERT INTO "shingle" VALUES(10,4147609269,0);
INSERT INTO "shingle" VALUES(10,4159162408,0);
CREATE TABLE sitemap_entry (
    frontier_id INTEGER PRIMARY KEY REFERENCES frontier (id) ON DELETE CASCADE,
    sitemap TEXT NOT NULL            -- the first that names it
);
CREATE TABLE sitemap_foreign (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    sitemap TEXT NOT NULL,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    confidence TEXT NOT NULL,
    host TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (crawl_id, sitemap, url)
) WITHOUT ROWID;
CREATE TABLE sitemap_note ( -- what was cut or could not be read of a sitemap
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    sitemap TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (crawl_id, sitemap, text)
) WITHOUT ROWID;
CREATE TABLE target (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    network TEXT NOT NULL,
    affiliate_id TEXT NOT NULL,
    confidence TEXT NOT NULL,
    destination TEXT NOT NULL,
    host TEXT NOT NULL,
    domain TEXT NOT NULL,
    detail TEXT NOT NULL,
    sub_id TEXT NOT NULL DEFAULT '', -- the owner's own mark in an affiliate link
    UNIQUE (crawl_id, url, kind)         -- a page's own #fragment is an internal link seen from another page
);
INSERT INTO "target" VALUES(1,1,'http://127.0.0.1:8000/','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(2,1,'http://127.0.0.1:8000/tents/','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(3,1,'http://127.0.0.1:8000/stoves/','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(4,1,'http://127.0.0.1:8000/old/','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(5,1,'http://127.0.0.1:8000/gone/','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(6,1,'http://kitchen.local/draft/','dev-host','','','certain','','kitchen.local','kitchen.local','a .local name, as the Local app gives','');
INSERT INTO "target" VALUES(7,1,'https://www.amazon.com/dp/B000000001?tag=kitchen-20','affiliate','amazon-associates','kitchen-20','certain','','www.amazon.com','amazon.com','','');
INSERT INTO "target" VALUES(8,1,'https://www.youtube.com/embed/dQw4w9WgXcQ','youtube','','','','','www.youtube.com','youtube.com','embed dQw4w9WgXcQ','');
INSERT INTO "target" VALUES(9,1,'http://127.0.0.1:8000/pots/#large','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(10,1,'https://shop.example/stove','external','','','','','shop.example','shop.example','placeholder of documentation (example domain)','');
INSERT INTO "target" VALUES(11,1,'http://127.0.0.1:8000/lids/','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(12,2,'http://127.0.0.1:8000/','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(13,2,'http://127.0.0.1:8000/tents/','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(14,2,'http://127.0.0.1:8000/stoves/','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(15,2,'http://127.0.0.1:8000/old/','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(16,2,'http://127.0.0.1:8000/gone/','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(17,2,'http://kitchen.local/draft/','dev-host','','','certain','','kitchen.local','kitchen.local','a .local name, as the Local app gives','');
INSERT INTO "target" VALUES(18,2,'https://www.amazon.com/dp/B000000001?tag=kitchen-20','affiliate','amazon-associates','kitchen-20','certain','','www.amazon.com','amazon.com','','');
INSERT INTO "target" VALUES(19,2,'https://www.youtube.com/embed/dQw4w9WgXcQ','youtube','','','','','www.youtube.com','youtube.com','embed dQw4w9WgXcQ','');
INSERT INTO "target" VALUES(20,2,'http://127.0.0.1:8000/pots/#large','internal','','','','','127.0.0.1','','','');
INSERT INTO "target" VALUES(21,2,'https://shop.example/stove','external','','','','','shop.example','shop.example','placeholder of documentation (example domain)','');
CREATE INDEX frontier_queued ON frontier (crawl_id, id) WHERE state = 'queued';
CREATE INDEX page_url ON page (crawl_id, url);
CREATE INDEX shingle_page ON shingle (page_id);
CREATE INDEX note_page ON note (page_id);
CREATE INDEX finding_rule ON finding (crawl_id, rule);
CREATE INDEX finding_page ON finding (page_id);
CREATE INDEX post_crawl ON post (crawl_id);
CREATE INDEX post_page ON post (page_id);
CREATE INDEX post_place_post ON post_place (post_id);
CREATE INDEX link_check_asked ON link_check (asked);
COMMIT;
PRAGMA user_version = 2;
