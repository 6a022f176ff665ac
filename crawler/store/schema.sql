-- The seam between crawler/ and reports/: one file per site, many crawls in it.
-- This is the schema of a new file; its version, PRAGMA user_version, is that of the newest step in migrations/, which bring an older file to it.

CREATE TABLE IF NOT EXISTS crawl (
    id INTEGER PRIMARY KEY,
    spider TEXT NOT NULL,            -- blog / posts / urls
    target TEXT NOT NULL,            -- start URL, folder or list, as given
    site TEXT NOT NULL DEFAULT '',   -- https://host of the audited site
    started TEXT NOT NULL,           -- ISO 8601, UTC
    finished TEXT,                   -- NULL: running, or stopped before the end
    cause TEXT NOT NULL DEFAULT '',  -- Scrapy's close reason, or our code for why it ended; 'abandoned': given up for a fresh one
    reason TEXT NOT NULL DEFAULT '', -- the same in words; nothing decides by them, here nor anywhere below
    version TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL DEFAULT '{}' -- the AUDIT_* settings that shaped the answers, as JSON; never secrets
);

-- Complete crawls whose workbook is not written yet: the same command writes it instead of crawling again.
CREATE TABLE IF NOT EXISTS unreported (
    crawl_id INTEGER PRIMARY KEY REFERENCES crawl (id) ON DELETE CASCADE
);

-- In-flight is not a state on disk: what is not done after a crash is queued.
CREATE TABLE IF NOT EXISTS frontier (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    key TEXT NOT NULL,               -- URL, or a post's path
    role TEXT NOT NULL,              -- page / sitemap / post
    state TEXT NOT NULL DEFAULT 'queued', -- queued / done / failed / skipped
    depth INTEGER,                   -- clicks from the start; NULL: known from a sitemap only
    found_by TEXT NOT NULL DEFAULT '', -- start / sitemap / link / redirect / list / folder
    cause TEXT NOT NULL DEFAULT '',  -- why it was left out or gave no page: a code of crawler/catalog/sentences.toml
    cause_values TEXT NOT NULL DEFAULT '', -- what the words name, as JSON: {"limit":200}
    reason TEXT NOT NULL DEFAULT '', -- cause and cause_values in words
    UNIQUE (crawl_id, key)
);
CREATE INDEX IF NOT EXISTS frontier_queued ON frontier (crawl_id, id) WHERE state = 'queued';

-- Addresses that a limit keeps out of the frontier, but for one example of each limit: counted until the crawl is complete.
CREATE TABLE IF NOT EXISTS held_back (
    crawl_id INTEGER NOT NULL,
    hash INTEGER NOT NULL,           -- 64 bits of the address: crawler/store/limits.py
    example_id INTEGER NOT NULL REFERENCES frontier (id) ON DELETE CASCADE, -- the row that stands for its limit
    PRIMARY KEY (crawl_id, hash)
) WITHOUT ROWID;

-- Which of the frontier's addresses a sitemap names: found_by says only who named one first.
CREATE TABLE IF NOT EXISTS sitemap_entry (
    frontier_id INTEGER PRIMARY KEY REFERENCES frontier (id) ON DELETE CASCADE,
    sitemap TEXT NOT NULL            -- the first that names it
);

CREATE TABLE IF NOT EXISTS page (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    key TEXT NOT NULL,
    url TEXT NOT NULL,
    source TEXT NOT NULL,
    outcome TEXT NOT NULL,           -- fetched / redirected / failed / refused / skipped
    cause TEXT NOT NULL DEFAULT '',  -- as in frontier
    cause_values TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL,
    status INTEGER,
    redirect_to TEXT NOT NULL,       -- this response's own Location
    final_url TEXT NOT NULL DEFAULT '',  -- end of the redirect chain, filled when the crawl closes
    final_fragment TEXT NOT NULL DEFAULT '', -- "#place" that the chain itself names; empty: that of the link stays (RFC 9110 10.2.2)
    redirects TEXT NOT NULL DEFAULT '',  -- the chain as "301 → https://a 302 → https://b", filled when the crawl closes
    redirect_hops INTEGER NOT NULL DEFAULT 0, -- how many redirects the chain has …
    redirect_loop INTEGER NOT NULL DEFAULT 0, -- … whether it comes back to where it was …
    redirect_permanent INTEGER NOT NULL DEFAULT 0, -- … and whether each of them is meant to last (301, 308)
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
    content_by TEXT NOT NULL DEFAULT '', -- what found the content: a selector, AUDIT_CONTENT_SELECTOR, or body where nothing marks it
    content_share REAL,              -- of the page's own words that it holds, from 0 to 1
    content_h1 INTEGER,              -- whether the page's h1 belongs to it; NULL where there is none
    role TEXT NOT NULL DEFAULT '',   -- variant: its canonical is another page of the crawl; list: it shows other pages' posts; filled when the crawl closes
    variant_of TEXT NOT NULL DEFAULT '', -- key of that other page
    segment TEXT NOT NULL DEFAULT '', -- the name in AUDIT_SEGMENTS whose pattern its address fits; filled when the crawl closes
    UNIQUE (crawl_id, key)
);
CREATE INDEX IF NOT EXISTS page_url ON page (crawl_id, url);

-- A sample of each page's sequences of words: crawler/text/shingles.py; who reads it: crawler/store/sketches.py
CREATE TABLE IF NOT EXISTS sketch (
    page_id INTEGER PRIMARY KEY REFERENCES page (id) ON DELETE CASCADE,
    hashes BLOB NOT NULL,            -- 4 bytes each, little-endian, ascending
    headings BLOB NOT NULL           -- of each the index of the heading that it stands under, -1: of none; 1, 2 or 4 bytes each
);

-- Pages whose text mostly stands on another one, filled when the crawl closes.
CREATE TABLE IF NOT EXISTS copy (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id) ON DELETE CASCADE,
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    share REAL NOT NULL,             -- from 0 to 1
    sections TEXT NOT NULL           -- in words: which of the page's sections the other has
);

-- Which posts a page with the role list shows, filled when the crawl closes.
CREATE TABLE IF NOT EXISTS listed (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    heading INTEGER NOT NULL,        -- position of the item's heading, which leads to the post
    until INTEGER NOT NULL,          -- position of the heading that begins the next item
    post_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE, -- the page itself: the post was not read
    in_full INTEGER NOT NULL,        -- most of the post's text stands there
    PRIMARY KEY (page_id, heading)
) WITHOUT ROWID;

-- The links of the site that lead to each page, redirects followed and a page's links to itself left out; filled when the crawl closes.
CREATE TABLE IF NOT EXISTS inlinks (
    page_id INTEGER PRIMARY KEY REFERENCES page (id) ON DELETE CASCADE,
    links INTEGER NOT NULL,
    pages INTEGER NOT NULL,          -- that have one or more of them
    content_links INTEGER NOT NULL,  -- in the content of pages, not in their template …
    content_pages INTEGER NOT NULL,  -- … and the pages that have one there
    nofollow INTEGER NOT NULL,
    redirected INTEGER NOT NULL,     -- to an address that redirects here
    texts INTEGER NOT NULL,          -- distinct anchor texts
    top_texts TEXT NOT NULL,         -- the three most frequent: read more (12); here (3)
    score INTEGER                    -- link score, 1 to 100: crawler/analysis/link_scores.py; NULL where the page has none
);

-- With -a render=yes: what a browser made of each page by running its scripts. raw_ is the page as it was sent.
CREATE TABLE IF NOT EXISTS page_rendered (
    page_id INTEGER PRIMARY KEY REFERENCES page (id) ON DELETE CASCADE,
    settled INTEGER NOT NULL,        -- the scripts came to an end within the limits
    cause TEXT NOT NULL,             -- why they did not, as in frontier
    cause_values TEXT NOT NULL,
    reason TEXT NOT NULL,
    judged INTEGER NOT NULL,         -- the page as sent has no text: the row in page, its links and headings are those of the rendered one
    ms INTEGER NOT NULL,             -- of the browser; waiting for the site's files is not counted
    requests INTEGER NOT NULL,       -- for scripts, styles and data
    moved_to TEXT NOT NULL,          -- where a script sent the reader
    failed TEXT NOT NULL,            -- own scripts, styles and data that could not be had, as JSON: [[url, status, cause, reason], …]
    blocked TEXT NOT NULL,           -- hosts whose scripts and data were not loaded, as JSON
    title TEXT NOT NULL,
    raw_title TEXT NOT NULL,
    description TEXT NOT NULL,
    raw_description TEXT NOT NULL,
    canonical TEXT NOT NULL,
    raw_canonical TEXT NOT NULL,
    robots TEXT NOT NULL,            -- of the meta tags
    raw_robots TEXT NOT NULL,
    h1 TEXT NOT NULL,
    raw_h1 TEXT NOT NULL,
    words INTEGER NOT NULL,
    raw_words INTEGER NOT NULL,
    links INTEGER NOT NULL,
    raw_links INTEGER NOT NULL,
    headings INTEGER NOT NULL,
    raw_headings INTEGER NOT NULL,
    affiliate_links INTEGER NOT NULL, -- certain ones in the content
    raw_affiliate_links INTEGER NOT NULL
);

-- The links that scripts add, take away or change; at most 500 of a page.
CREATE TABLE IF NOT EXISTS rendered_link (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,             -- added / gone / changed
    target_id INTEGER NOT NULL,      -- as in part_link: on the rendered page; of one that is gone: as sent
    raw_target_id INTEGER,           -- changed: as sent
    text TEXT NOT NULL,
    rel TEXT NOT NULL,
    region TEXT NOT NULL,
    heading TEXT NOT NULL,           -- the text that it stands under
    PRIMARY KEY (page_id, number)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS note (    -- what was cut, refused or could not be read
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS note_page ON note (page_id);

-- One row for each distinct URL and kind that a crawl's links and carriers point at.
CREATE TABLE IF NOT EXISTS target (
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
    detail TEXT NOT NULL,            -- in words
    sub_id TEXT NOT NULL DEFAULT '', -- the owner's own mark in an affiliate link
    via TEXT NOT NULL DEFAULT '',    -- copied / ad-click / wrapped / own-redirect: what stands around the address that is meant; sponsored / told / own-name / own-name-in-path / one-code: what shows that it earns
    fault TEXT NOT NULL DEFAULT '',  -- what is wrong with the address: missing-scheme, no-host, malformed-id …
    item TEXT NOT NULL DEFAULT '',   -- what a YouTube link names: video, playlist, channel …
    item_id TEXT NOT NULL DEFAULT '', -- … and its id
    product TEXT NOT NULL DEFAULT '', -- what an affiliate link sells, the same for all links to it
    hash INTEGER NOT NULL            -- 32 bits of the URL. A crawl has one row for a URL and kind: a page's own #fragment is an internal link seen from another page
);
CREATE INDEX IF NOT EXISTS target_hash ON target (hash); -- an index of the URLs themselves is half as large as the table

-- Which addresses only the whole site shows to be affiliate links of shops' own programmes: crawler/analysis/own_programmes.py
CREATE TABLE IF NOT EXISTS learned (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    target_id INTEGER NOT NULL REFERENCES target (id) ON DELETE CASCADE,
    domain TEXT NOT NULL,            -- of the merchant
    kind TEXT NOT NULL,              -- own-name / own-name-in-path / one-code
    place TEXT NOT NULL,             -- the parameter's name, or the beginning of the path
    value TEXT NOT NULL,
    merchants INTEGER NOT NULL,      -- how many get it
    known_before INTEGER NOT NULL,   -- an earlier crawl had learned it, so this one judged the link as an affiliate's
    PRIMARY KEY (crawl_id, target_id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS heading (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    level INTEGER NOT NULL,
    text TEXT NOT NULL,
    own_name TEXT,                   -- where it is not the text
    name TEXT GENERATED ALWAYS AS (coalesce(own_name, text)) VIRTUAL,
    region TEXT NOT NULL,
    line INTEGER,
    html_id TEXT NOT NULL,
    hidden INTEGER NOT NULL,
    words INTEGER,                   -- of the text under it up to the next heading; NULL outside the content
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID;

-- Links that stand together: those of a header, a menu, a sidebar or a footer are kept once for all pages that show the same, those of a
-- page's own content for that page. Who asks for links reads the view link.
CREATE TABLE IF NOT EXISTS part (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawl (id)
);

CREATE TABLE IF NOT EXISTS part_link (
    part_id INTEGER NOT NULL REFERENCES part (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,         -- positions after the part's first link
    target_id INTEGER NOT NULL,      -- of a target; for a foreign key SQLite would look through all links for each target that is deleted
    href TEXT,                       -- as written, when it differs from the target's URL
    text TEXT NOT NULL,
    rel TEXT NOT NULL,               -- space separated
    target TEXT NOT NULL,            -- the attribute
    region TEXT NOT NULL,
    heading INTEGER,                 -- that it stands under: position after page_part.heading
    line INTEGER,                    -- after page_part.line
    wpil TEXT,                       -- JSON list of [name, value]; NULL when there are none
    in_code INTEGER NOT NULL,
    scripted INTEGER NOT NULL DEFAULT 0, -- only scripts write it: an affiliate link of the rendered page
    PRIMARY KEY (part_id, number)
) WITHOUT ROWID;
-- No index on target_id: keeping it up during a crawl trebles the cost of a page, and a sheet reads all links anyway.

-- Which parts a page has. Parts that no page has any more are deleted when the crawl closes.
CREATE TABLE IF NOT EXISTS page_part (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,       -- of its first link in the page
    part_id INTEGER NOT NULL,        -- of a part of the page's crawl
    heading INTEGER NOT NULL,
    line INTEGER NOT NULL,
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS page_part_part ON page_part (part_id);

-- Where addresses stand outside links, of pages' own hosts too where they are no resources. A canonical of the site stands in its page's row.
CREATE TABLE IF NOT EXISTS carrier (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    target_id INTEGER NOT NULL,      -- as in part_link
    place TEXT NOT NULL,             -- img, srcset, iframe, canonical, og, jsonld, css, text …
    href TEXT,
    region TEXT NOT NULL,
    line INTEGER,
    in_code INTEGER NOT NULL,
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID;

-- Where a live page loads or names images, styles, scripts and media files of its own site (crawler/links/resources.py); `position` counts them
-- among its carriers. They have no targets: a picture and its sizes are a third of a site's addresses, and most stand on one page only. A picture
-- and the sizes of its srcset, which follow it, are one row; who asks for each reads the view own_resource.
CREATE TABLE IF NOT EXISTS resource_use (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    place TEXT NOT NULL,             -- as in carrier; of what follows in the row: srcset
    href TEXT NOT NULL,              -- as written; with sizes: what they have in common
    sizes TEXT,                      -- JSON list of what stands behind href, one after the other; NULL: nothing does
    url TEXT,                        -- that it resolves to; NULL where href is the URL, or the URL without the page's own scheme and host
    region TEXT NOT NULL,
    line INTEGER,
    in_code INTEGER NOT NULL,
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS image (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    src TEXT NOT NULL,
    srcset TEXT NOT NULL,            -- 1: it has one, whose addresses are rows of resource_use and carrier; else empty
    alt TEXT,                        -- NULL: the attribute is missing
    width TEXT NOT NULL,
    height TEXT NOT NULL,
    region TEXT NOT NULL,
    line INTEGER,
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID;

-- What a page's structured data tells of: items that stand for themselves or that Google's types are about, and the steps of breadcrumbs.
CREATE TABLE IF NOT EXISTS structured_item (
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,       -- in its page, as read
    parent INTEGER NOT NULL,         -- position of the item in which it is written; 0: of none
    via TEXT NOT NULL,               -- the property whose value it is there
    types TEXT NOT NULL,             -- of schema.org, space separated
    name TEXT NOT NULL,              -- or headline
    url TEXT NOT NULL,               -- absolute; of a breadcrumb's step where it leads
    syntax TEXT NOT NULL,            -- json-ld / microdata
    line INTEGER,
    google TEXT NOT NULL,            -- the file of crawler/catalog/types that judges it; empty: none
    feature TEXT NOT NULL,           -- what Google calls it
    retired TEXT NOT NULL,           -- the day since when Google shows nothing for it; empty: it does
    missing TEXT NOT NULL,           -- what Google requires and it lacks, separated by "; "
    unfilled TEXT NOT NULL,          -- what Google recommends besides, separated by "; "
    PRIMARY KEY (page_id, position)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS finding (
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
    edits TEXT NOT NULL DEFAULT '',  -- of a longer text: JSON list of [word as it stands, what it becomes]
    mend_at TEXT NOT NULL DEFAULT '', -- of a live page's finding: the post's file and line, when the posts were read beside
    ref TEXT NOT NULL DEFAULT '',    -- of its issue, filled when the crawl closes; empty: an older version stored it
    state TEXT NOT NULL DEFAULT ''   -- of its issue in this crawl: new / still / came back
);
CREATE INDEX IF NOT EXISTS finding_rule ON finding (crawl_id, rule);
CREATE INDEX IF NOT EXISTS finding_page ON finding (page_id);

-- The same finding through all crawls of one spider and target; kept when the crawls are deleted. crawler/analysis/issues.py decides; who reads
-- asks the view issue, which adds what the finding said.
CREATE TABLE IF NOT EXISTS known_issue (
    ref TEXT PRIMARY KEY,            -- short, visible, the same in every crawl; unique in the file
    fingerprint BLOB NOT NULL,       -- of what it looked like when it was last seen: crawler/analysis/fingerprints.py
    cause TEXT NOT NULL DEFAULT '',  -- Ref of the row that it shares with the same words in the template of other pages
    rule TEXT NOT NULL,
    page TEXT NOT NULL,              -- its page's key, normalised and without the site: "/about"; a post's path; empty: the site
    first_crawl INTEGER NOT NULL,    -- of issue_crawl, as the next two
    last_seen_crawl INTEGER NOT NULL,
    last_judged_crawl INTEGER NOT NULL, -- seen, or found to be gone
    state TEXT NOT NULL,             -- in the newest crawl: new / still / came back / fixed / page gone / not checked
    judged_state TEXT NOT NULL,      -- the state of the crawl that judged it last
    state_crawl INTEGER NOT NULL,    -- the crawl in which it became so
    before TEXT NOT NULL DEFAULT '', -- JSON: what an unfinished crawl changed here, since it does so again when it goes on
    status TEXT NOT NULL DEFAULT 'Open', -- what people decided: the newest of its decisions
    note TEXT NOT NULL DEFAULT '',
    subject TEXT NOT NULL DEFAULT '',
    finding_id INTEGER               -- the finding that it was when it was last seen; when that crawl is deleted, issue_text has what it said
);
CREATE INDEX IF NOT EXISTS issue_cause ON known_issue (cause) WHERE cause <> '';

-- The crawls that issues name; kept as they are.
CREATE TABLE IF NOT EXISTS issue_crawl (
    id INTEGER PRIMARY KEY,          -- as in crawl
    spider TEXT NOT NULL,
    target TEXT NOT NULL,
    started TEXT NOT NULL,
    told INTEGER NOT NULL DEFAULT 1  -- 0: a crawl of a version that knew no issues; what it found is not new
);

-- What findings of deleted crawls said whose issues no later crawl has seen.
CREATE TABLE IF NOT EXISTS issue_text (
    ref TEXT PRIMARY KEY,
    key TEXT NOT NULL,               -- of its page, as the crawl had it
    severity TEXT NOT NULL,
    message TEXT NOT NULL,
    position INTEGER,
    line INTEGER,
    place TEXT NOT NULL,
    now TEXT NOT NULL,
    should_be TEXT NOT NULL,
    confidence TEXT NOT NULL,
    link TEXT NOT NULL               -- where the link leads that it is about
) WITHOUT ROWID;

-- Issues that a crawl found to be gone. What is new, and what came back, say its findings: who asks for all changes reads the view issue_change.
CREATE TABLE IF NOT EXISTS gone_issue (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id) ON DELETE CASCADE,
    ref TEXT NOT NULL,
    rule TEXT NOT NULL,
    severity TEXT NOT NULL,
    state TEXT NOT NULL,             -- fixed / page gone
    PRIMARY KEY (crawl_id, ref)
) WITHOUT ROWID;

-- Pages that were judged in this crawl and in the previous finished one: only over these are numbers compared.
CREATE TABLE IF NOT EXISTS compared (
    page_id INTEGER PRIMARY KEY REFERENCES page (id) ON DELETE CASCADE,
    crawl_id INTEGER NOT NULL REFERENCES crawl (id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL        -- the page in the previous crawl
);
CREATE INDEX IF NOT EXISTS compared_crawl ON compared (crawl_id);

-- What people decided, in its order. Rows are only ever added: the newest of a Ref counts, the others tell what an older copy was issued with.
CREATE TABLE IF NOT EXISTS decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- a workbook's Edition is the newest that it knows
    ref TEXT NOT NULL,               -- of an issue, or the cause of several
    status TEXT NOT NULL,            -- Open / In progress / Done / Ignored / Wrong
    note TEXT NOT NULL,
    who TEXT NOT NULL,               -- who saved the file, as it says; "audit": this program; ".auditignore"
    at TEXT NOT NULL,                -- when the file was saved: ISO 8601, UTC
    file TEXT NOT NULL,
    file_hash TEXT NOT NULL,
    crawl_id INTEGER NOT NULL DEFAULT 0 -- the crawl that made this program open it again; 0: another reason
);
CREATE INDEX IF NOT EXISTS decision_ref ON decision (ref, id);

-- Where two copies of a workbook say different things; what was decided first stays.
CREATE TABLE IF NOT EXISTS conflict (
    ref TEXT NOT NULL,
    field TEXT NOT NULL,             -- status / note
    kept TEXT NOT NULL,
    other TEXT NOT NULL,
    file TEXT NOT NULL,              -- that says the other
    who TEXT NOT NULL,
    at TEXT NOT NULL,
    decision_id INTEGER NOT NULL,    -- the newest decision then: a later one about this Ref settles it
    PRIMARY KEY (ref, field, other, file)
) WITHOUT ROWID;

-- Workbooks that hold nothing new: read already, or written by this program and not touched since.
CREATE TABLE IF NOT EXISTS known_file (
    hash TEXT PRIMARY KEY,           -- SHA-256
    crawl_id INTEGER NOT NULL,       -- of a workbook that was written: the crawl that it shows; 0: read
    at TEXT NOT NULL
) WITHOUT ROWID;

-- The posts that a live site was made from, read beside it.
CREATE TABLE IF NOT EXISTS post (
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
CREATE INDEX IF NOT EXISTS post_crawl ON post (crawl_id);
CREATE INDEX IF NOT EXISTS post_page ON post (page_id);

CREATE TABLE IF NOT EXISTS post_place (
    post_id INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,              -- heading / link
    text TEXT NOT NULL,              -- of a heading; of a link its absolute URL without fragment
    level INTEGER NOT NULL,          -- of a heading
    line INTEGER
);
CREATE INDEX IF NOT EXISTS post_place_post ON post_place (post_id);

-- What a crawl has learned of development hosts, kept for the crawls after it: what it was learned from, a patch may take away.
CREATE TABLE IF NOT EXISTS learned_host (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    host TEXT NOT NULL,              -- with its port
    origin TEXT NOT NULL,            -- what it stands for: https://blog.example
    PRIMARY KEY (crawl_id, host)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS learned_folder (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    host TEXT NOT NULL,
    folder TEXT NOT NULL,            -- that was the site's root there: /testsite
    PRIMARY KEY (crawl_id, host, folder)
) WITHOUT ROWID;

-- What the files around a folder of posts tell of the site's generator.
CREATE TABLE IF NOT EXISTS project (
    crawl_id INTEGER PRIMARY KEY REFERENCES crawl (id),
    generator TEXT NOT NULL,         -- its name; empty: none that is known
    attribute_list TEXT NOT NULL,    -- how attributes behind a link begin, {: or {, as in [tea](/tea){:rel="sponsored"}; empty: it reads none
    rel_everywhere TEXT NOT NULL     -- one sentence: the setting or plugin that gives all links to other sites their rel
);

-- What a sitemap names and is not the site's own: some of each kind.
CREATE TABLE IF NOT EXISTS sitemap_foreign (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    sitemap TEXT NOT NULL,
    url TEXT NOT NULL,
    kind TEXT NOT NULL,
    confidence TEXT NOT NULL,
    host TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (crawl_id, sitemap, url)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS sitemap_note ( -- what was cut or could not be read of a sitemap
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    sitemap TEXT NOT NULL,
    text TEXT NOT NULL,
    cause TEXT NOT NULL DEFAULT '',  -- the note's code, where it has one
    PRIMARY KEY (crawl_id, sitemap, text)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS rule (    -- the texts of that day, so that an old crawl keeps its own
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    id TEXT NOT NULL,
    severity TEXT NOT NULL,
    title TEXT NOT NULL,
    why TEXT NOT NULL,
    fix TEXT NOT NULL,
    fold INTEGER NOT NULL DEFAULT 0,  -- percent of the pages from which on its findings are one row of the Worklist; 0: never
    PRIMARY KEY (crawl_id, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS network ( -- what the ids in target.network stand for
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    status TEXT NOT NULL DEFAULT 'active', -- active / closed / renamed
    since TEXT NOT NULL DEFAULT '',
    successor TEXT NOT NULL DEFAULT '',    -- its name
    PRIMARY KEY (crawl_id, id)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS coverage ( -- what was not checked, and why; one row per cause
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    code TEXT NOT NULL,              -- pages-skipped, rule-crashed …: table coverage of crawler/catalog/sentences.toml
    subject TEXT NOT NULL DEFAULT '', -- the kind or rule that it is about, where there are several
    cause TEXT NOT NULL DEFAULT '',  -- as in frontier
    cause_values TEXT NOT NULL DEFAULT '',
    what TEXT NOT NULL,              -- code and subject in words
    count INTEGER NOT NULL,
    example TEXT NOT NULL,
    why TEXT NOT NULL,               -- cause in words
    PRIMARY KEY (crawl_id, code, subject, cause, cause_values)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS robots (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    netloc TEXT NOT NULL,
    status INTEGER,
    verdict TEXT NOT NULL,           -- rules / allow all / disallow all
    body TEXT NOT NULL,              -- at most 512 KiB of it
    fetched TEXT NOT NULL,
    PRIMARY KEY (crawl_id, netloc)
) WITHOUT ROWID;

-- Links to other sites: what waits to be asked, and the answers. Later crawls find here what they need not ask again.
CREATE TABLE IF NOT EXISTS link_check (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    url TEXT NOT NULL,               -- a target's URL without its fragment
    asked TEXT NOT NULL,             -- the address that was asked: of an affiliate link its shop's; empty: none is
    youtube TEXT NOT NULL DEFAULT '', -- what oEmbed is asked about in place of the address: "video wZy89qsM2Rc"
    reused INTEGER NOT NULL DEFAULT 0, -- the answer is an earlier crawl's
    verdict TEXT NOT NULL,           -- waiting / ok / redirected / soft-404 / broken / blocked / temporary / not checked
    cause TEXT NOT NULL DEFAULT '',  -- as in frontier
    cause_values TEXT NOT NULL DEFAULT '',
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
CREATE INDEX IF NOT EXISTS link_check_asked ON link_check (asked);

-- The site's own images, styles, scripts and media files, each once: what waits to be asked, and the answers.
CREATE TABLE IF NOT EXISTS resource (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    url TEXT NOT NULL,               -- a target's URL without its fragment
    asked TEXT NOT NULL,             -- the address that was asked: its https twin where a page on https names it over http, as browsers do; empty: none is
    kind TEXT NOT NULL,              -- image / style / script / media / preview: of social previews and structured data
    reused INTEGER NOT NULL DEFAULT 0, -- the answer is an earlier crawl's
    verdict TEXT NOT NULL,           -- waiting / ok / redirected / broken / blocked / temporary / not checked
    cause TEXT NOT NULL DEFAULT '',  -- as in frontier
    cause_values TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    evidence TEXT NOT NULL DEFAULT '', -- as in link_check
    status INTEGER,
    final_url TEXT NOT NULL DEFAULT '', -- where redirects ended
    hops TEXT NOT NULL DEFAULT '',   -- "301 → https://b; 302 → https://c"
    lasting INTEGER NOT NULL DEFAULT 0, -- every redirect is meant to last
    size INTEGER,                    -- bytes, as the server says it; NULL: it does not
    content_type TEXT NOT NULL DEFAULT '', -- without parameters
    nosniff INTEGER NOT NULL DEFAULT 0, -- X-Content-Type-Options: nosniff came with it
    googlebot INTEGER NOT NULL DEFAULT 1, -- whether the robots.txt of its host, where this crawl has read it, lets Googlebot read it
    checked TEXT NOT NULL DEFAULT '', -- ISO 8601, UTC
    -- Filled when the crawl closes: the first place where it is used, what shows it before what names it, and the number of its pages.
    page_id INTEGER,
    position INTEGER,
    pages INTEGER NOT NULL DEFAULT 0,
    UNIQUE (crawl_id, url)
);
CREATE INDEX IF NOT EXISTS resource_asked ON resource (crawl_id, asked);

-- A handful of addresses that the site was asked for to see how it answers.
CREATE TABLE IF NOT EXISTS probe (
    crawl_id INTEGER NOT NULL REFERENCES crawl (id),
    kind TEXT NOT NULL,              -- missing: an address that cannot exist; twins of a page: http / https / www / index / slash
    url TEXT NOT NULL,
    page TEXT NOT NULL,              -- key of the page that it is a twin of, or stands beside
    verdict TEXT NOT NULL,           -- as in link_check
    cause TEXT NOT NULL DEFAULT '',  -- as in frontier
    cause_values TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    status INTEGER,
    final_url TEXT NOT NULL DEFAULT '', -- where it redirects to
    title TEXT NOT NULL DEFAULT '',  -- of the page that came
    h1 TEXT NOT NULL DEFAULT '',
    words INTEGER NOT NULL DEFAULT 0,
    text_hash TEXT NOT NULL DEFAULT '', -- as in page
    canonical TEXT NOT NULL DEFAULT '',
    checked TEXT NOT NULL DEFAULT '', -- ISO 8601, UTC
    PRIMARY KEY (crawl_id, kind)
) WITHOUT ROWID;

-- Files with numbers that the owner gave to a crawl: of search engines, analytics, affiliate programmes. Of the files nothing but the numbers is kept.
CREATE TABLE IF NOT EXISTS export (
    id INTEGER PRIMARY KEY,
    crawl_id INTEGER NOT NULL REFERENCES crawl (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,              -- search-console / bing / analytics / amazon-associates: crawler/catalog/exports/
    name TEXT NOT NULL,              -- of the kind, in words
    file TEXT NOT NULL,              -- its name, without the folder
    since TEXT NOT NULL,             -- first day that it is about, as 2026-08-01; empty: it does not say
    until TEXT NOT NULL,
    told_by TEXT NOT NULL,           -- headers: known ones; numbers: by what stands in the columns
    lines INTEGER NOT NULL,          -- distinct addresses or ids in it
    matched INTEGER NOT NULL,        -- of these, about a page of the crawl
    unread INTEGER NOT NULL,         -- rows with a number that could not be read
    is_full INTEGER NOT NULL,        -- as many rows as the program exports at the most: what is not in it may have numbers all the same
    example TEXT NOT NULL            -- an address of no page, without its query
);

CREATE TABLE IF NOT EXISTS export_page (
    export_id INTEGER NOT NULL REFERENCES export (id) ON DELETE CASCADE,
    page_id INTEGER NOT NULL REFERENCES page (id) ON DELETE CASCADE,
    clicks INTEGER,                  -- NULL: the export has no such column
    impressions INTEGER,
    position REAL,                   -- mean, weighted by impressions
    sessions INTEGER,
    key_events INTEGER,
    PRIMARY KEY (export_id, page_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS export_page_page ON export_page (page_id);

CREATE TABLE IF NOT EXISTS export_id (
    export_id INTEGER NOT NULL REFERENCES export (id) ON DELETE CASCADE,
    tracking_id TEXT NOT NULL,       -- in small letters
    clicks INTEGER,
    orders INTEGER,
    earnings REAL,                   -- in the currency of the report
    PRIMARY KEY (export_id, tracking_id)
) WITHOUT ROWID;

-- Views: what many site rules and sheets ask for is decided once, here.

-- Every link of every page. Right of a LEFT JOIN SQLite makes all rows of a view first: who asks for the link that a finding may be about joins
-- page_part and part_link itself, as reports/worklist/placed.sql does.
CREATE VIEW IF NOT EXISTS link AS
SELECT page_part.page_id, page_part.position + part_link.number AS position, part_link.target_id, part_link.href, part_link.text, part_link.rel,
    part_link.target, part_link.region, part_link.heading + page_part.heading AS heading, part_link.line + page_part.line AS line,
    part_link.wpil, part_link.in_code, part_link.scripted
FROM page_part JOIN part_link ON part_link.part_id = page_part.part_id;

-- Pages and posts that were read: no error pages, no redirects, no other files.
CREATE VIEW IF NOT EXISTS ok_page AS
SELECT * FROM page WHERE outcome = 'fetched' AND is_html AND coalesce(status, 200) BETWEEN 200 AND 299;

-- Pages whose scripts came to an end with all files of the site that they asked for: only there a difference is the scripts' own.
CREATE VIEW IF NOT EXISTS settled_page AS
SELECT page.crawl_id, page.key, page.url, page_rendered.* FROM ok_page AS page JOIN page_rendered ON page_rendered.page_id = page.id
WHERE page.status = 200 AND settled AND failed = '[]' AND moved_to = '';

-- Of these the pages whose content is their own: no variants, and no pages that list posts.
CREATE VIEW IF NOT EXISTS own_page AS
SELECT * FROM ok_page WHERE role = '';

-- Addresses that a limit, or a crawl that stopped early, left unread: who links to what, and how far away it is, is not known then.
CREATE VIEW IF NOT EXISTS unread_url AS
SELECT crawl_id, key FROM frontier
WHERE CASE state
    WHEN 'queued' THEN NOT EXISTS (SELECT 1 FROM page WHERE page.crawl_id = frontier.crawl_id AND page.key = frontier.key)
    WHEN 'skipped' THEN cause IN ('limit-pages', 'limit-depth', 'limit-pattern', 'limit-length')
END;

-- Targets, with the address that they are a page's by: `key` is the URL without its fragment, `fragment` begins with #.
CREATE VIEW IF NOT EXISTS target_key AS
SELECT *, CASE WHEN instr(url, '#') THEN substr(url, 1, instr(url, '#') - 1) ELSE url END AS key,
    CASE WHEN instr(url, '#') THEN substr(url, instr(url, '#')) ELSE '' END AS fragment
FROM target;

-- The same with their targets, for who looks for a few of these: the links of a part are looked through once, and only what is wanted is told for each
-- of its pages. Stands first in FROM.
CREATE VIEW IF NOT EXISTS target_link AS
SELECT part.crawl_id, page_part.page_id, page_part.position + part_link.number AS position, part_link.target_id, part_link.href, part_link.text,
    part_link.rel, part_link.region, part_link.heading + page_part.heading AS heading, part_link.line + page_part.line AS line, part_link.wpil,
    part_link.in_code, part_link.scripted, target.url, target.kind, target.network, target.affiliate_id, target.confidence, target.destination, target.host,
    target.domain, target.via
FROM part CROSS JOIN part_link ON part_link.part_id = part.id CROSS JOIN target ON target.id = part_link.target_id
CROSS JOIN page_part ON page_part.part_id = part.id;

-- Links to affiliates, code examples left out, by the part that pages share, with the number of pages read that have it. When a crawl closes, a
-- temporary table of the same name stands before it (crawler/store/affiliate_links.py), so that many rules look through all links once.
CREATE VIEW IF NOT EXISTS affiliate_link AS
SELECT part.crawl_id, part_link.target_id, part.id AS part_id, part_link.number,
    (SELECT count(*) FROM page_part CROSS JOIN page ON page.id = page_part.page_id WHERE page_part.part_id = part.id AND page.outcome = 'fetched') AS pages
FROM part CROSS JOIN part_link ON part_link.part_id = part.id CROSS JOIN target ON target.id = part_link.target_id
WHERE target.kind = 'affiliate' AND NOT part_link.in_code;

-- The links that readers of a page see, code examples left out …
CREATE VIEW IF NOT EXISTS shown_link AS
SELECT page.crawl_id, page.id AS page_id, page.key, page.source, coalesce(nullif(page.url, ''), page.source) AS page, -- as sheets name it
    'link' AS subject, link.position, link.target_id, link.region, link.line, link.text, link.href
FROM page JOIN link ON link.page_id = page.id
WHERE page.outcome = 'fetched' AND NOT link.in_code;

-- … the players and frames that stand in it, …
CREATE VIEW IF NOT EXISTS shown_embed AS
SELECT page.crawl_id, page.id AS page_id, page.key, page.source, coalesce(nullif(page.url, ''), page.source) AS page,
    'carrier' AS subject, carrier.position, carrier.target_id, carrier.region, carrier.line, '' AS text, carrier.href
FROM page JOIN carrier ON carrier.page_id = page.id
WHERE page.outcome = 'fetched' AND NOT carrier.in_code AND carrier.place IN ('iframe', 'embed');

-- … and both. Who looks for a few targets among many asks the two one by one: SQLite looks through a UNION only when it has made all its rows.
CREATE VIEW IF NOT EXISTS shown_target AS
SELECT * FROM shown_link UNION ALL SELECT * FROM shown_embed;

-- Where pages use resources of their own site, each with its URL.
CREATE VIEW IF NOT EXISTS own_resource AS
SELECT page.crawl_id, page.id AS page_id, page.key, page.outcome, use.position + size.key AS position,
    CASE size.key WHEN 0 THEN use.place ELSE 'srcset' END AS place, use.region, use.line, use.in_code, use.href || size.value AS href,
    CASE WHEN use.url IS NOT NULL THEN use.url
        WHEN use.href || size.value LIKE '/%' THEN substr(page.url, 1, instr(substr(page.url, 9) || '/', '/') + 7) || use.href || size.value
        ELSE use.href || size.value END AS url
FROM page JOIN resource_use AS use ON use.page_id = page.id JOIN json_each(coalesce(use.sizes, '[""]')) AS size;

-- The same of pages that were read, with those on the site's other hosts.
CREATE VIEW IF NOT EXISTS shown_resource AS
SELECT crawl_id, page_id, key, position, place, region, line, url, href, CASE WHEN instr(url, '#') THEN substr(url, 1, instr(url, '#') - 1) ELSE url END AS resource
FROM own_resource WHERE outcome = 'fetched' AND NOT in_code
UNION ALL
SELECT page.crawl_id, page.id AS page_id, page.key, carrier.position, carrier.place, carrier.region, carrier.line, target.url, coalesce(carrier.href, target.url) AS href,
    CASE WHEN instr(target.url, '#') THEN substr(target.url, 1, instr(target.url, '#') - 1) ELSE target.url END AS resource
FROM page JOIN carrier ON carrier.page_id = page.id JOIN target ON target.id = carrier.target_id
WHERE page.outcome = 'fetched' AND page.source = '' AND NOT carrier.in_code AND target.kind = 'subdomain';

-- What was answered for each of these resources, with the first place where it is used.
CREATE VIEW IF NOT EXISTS used_resource AS
SELECT resource.*, CASE WHEN use.position IS NULL THEN carrier.place WHEN use.position = resource.position THEN use.place ELSE 'srcset' END AS place,
    coalesce(use.region, carrier.region) AS region, coalesce(use.line, carrier.line) AS line,
    CASE WHEN use.position IS NULL THEN coalesce(carrier.href, target.url)
        ELSE use.href || coalesce(json_extract(use.sizes, printf('$[%d]', resource.position - use.position)), '') END AS href,
    CASE pages WHEN 1 THEN '' ELSE '; ' || pages || ' pages use it' END AS used
FROM resource
LEFT JOIN resource_use AS use ON use.page_id = resource.page_id AND use.position =
    (SELECT max(before.position) FROM resource_use AS before WHERE before.page_id = resource.page_id AND before.position <= resource.position)
    AND resource.position < use.position + coalesce(json_array_length(use.sizes), 1)
LEFT JOIN carrier ON carrier.page_id = resource.page_id AND carrier.position = resource.position
LEFT JOIN target ON target.id = carrier.target_id
WHERE resource.pages > 0;

-- Redirecting addresses, with the page at the end of their chain; end_id is NULL where no page was read there.
CREATE VIEW IF NOT EXISTS redirect_end AS
SELECT hop.crawl_id, hop.id AS page_id, hop.key, hop.redirects, hop.final_url, hop.final_fragment, ending.id AS end_id, ending.robots AS end_robots,
    hop.redirect_hops AS hops, hop.redirect_permanent AS lasting, hop.redirect_loop AS is_loop
FROM page AS hop
LEFT JOIN page AS ending ON ending.crawl_id = hop.crawl_id AND ending.key = hop.final_url AND ending.outcome = 'fetched'
WHERE hop.outcome = 'redirected';

-- Issues with the days and the words of when they were last seen. Right of a LEFT JOIN, ask known_issue: a view there is made as a whole.
CREATE VIEW IF NOT EXISTS issue AS
SELECT known.ref, (SELECT spider FROM issue_crawl WHERE id = first_crawl) AS spider, (SELECT target FROM issue_crawl WHERE id = first_crawl) AS target,
    lower(hex(known.fingerprint)) AS fingerprint, known.cause, known.rule, known.page, known.first_crawl,
    (SELECT started FROM issue_crawl WHERE id = first_crawl) AS first_seen, known.last_seen_crawl,
    (SELECT started FROM issue_crawl WHERE id = last_seen_crawl) AS last_seen, known.last_judged_crawl,
    (SELECT started FROM issue_crawl WHERE id = last_judged_crawl) AS last_judged,
    known.state, known.judged_state, known.state_crawl, known.before, known.status, known.note, known.subject,
    coalesce(page.key, told.key, '') AS key, coalesce(finding.severity, told.severity, '') AS severity, coalesce(finding.message, told.message, '') AS message,
    CASE WHEN finding.id IS NULL THEN told.position ELSE finding.position END AS position,
    CASE WHEN finding.id IS NULL THEN told.line ELSE finding.line END AS line,
    coalesce(finding.place, told.place, '') AS place, coalesce(finding.now, told.now, '') AS now, coalesce(finding.should_be, told.should_be, '') AS should_be,
    coalesce(finding.confidence, told.confidence, '') AS confidence,
    coalesce(CASE finding.subject
        WHEN 'link' THEN (SELECT url FROM link JOIN target ON target.id = target_id WHERE link.page_id = finding.page_id AND link.position = finding.position)
        WHEN 'carrier' THEN coalesce(
            (SELECT url FROM carrier JOIN target ON target.id = target_id WHERE carrier.page_id = finding.page_id AND carrier.position = finding.position),
            (SELECT url FROM own_resource AS own WHERE own.page_id = finding.page_id AND own.position = finding.position))
        END, told.link, '') AS link
FROM known_issue AS known
LEFT JOIN finding ON finding.id = known.finding_id AND finding.ref = known.ref -- an id may be given again
LEFT JOIN page ON page.id = finding.page_id
LEFT JOIN issue_text AS told ON told.ref = known.ref;

-- What became of issues in a crawl. A finding that is still there has no row. `compared`: its page was judged in the previous crawl as well; only then
-- new says that something got worse.
CREATE VIEW IF NOT EXISTS issue_change AS
SELECT crawl_id, ref, rule, severity, state, 1 AS compared FROM gone_issue
UNION ALL
SELECT finding.crawl_id, ref, rule, severity, state, CASE WHEN state = 'came back' THEN 1
    WHEN page_id IS NULL THEN EXISTS (SELECT 1 FROM compared WHERE compared.crawl_id = finding.crawl_id)
    ELSE EXISTS (SELECT 1 FROM compared WHERE compared.page_id = finding.page_id) END
FROM finding JOIN issue_crawl ON issue_crawl.id = finding.crawl_id AND told
WHERE state IN ('new', 'came back');

-- Findings with what people decided about them …
CREATE VIEW IF NOT EXISTS decided_finding AS
SELECT finding.*, coalesce(issue.status, 'Open') AS status, coalesce(issue.note, '') AS note, coalesce(issue.cause, '') AS cause,
    coalesce((SELECT started FROM issue_crawl WHERE issue_crawl.id = issue.first_crawl), '') AS first_seen, coalesce(issue.first_crawl, finding.crawl_id) AS first_crawl,
    CASE WHEN issue.status = 'Done' THEN 'Done, not yet verified' ELSE finding.state END AS shown_state
FROM finding LEFT JOIN known_issue AS issue ON issue.ref = finding.ref AND finding.ref <> '';

-- … and those that count: not what is ignored, nor what people say is a false alarm.
CREATE VIEW IF NOT EXISTS counted_finding AS
SELECT * FROM decided_finding WHERE status NOT IN ('Ignored', 'Wrong');

-- Issues that are open and that the newest crawl of their spider and target could not judge.
CREATE VIEW IF NOT EXISTS unchecked_issue AS
SELECT issue.*, crawl.id AS crawl_id FROM issue
JOIN crawl ON crawl.spider = issue.spider AND crawl.target = issue.target
    AND crawl.id = (SELECT max(newest.id) FROM crawl AS newest WHERE newest.spider = issue.spider AND newest.target = issue.target)
WHERE issue.state = 'not checked';

-- What became of each rule's issues in each crawl. `new` and `came_back` are over pages that were judged in the previous crawl as well, the
-- others are on_new_pages; a finding is fixed only where its page was judged.
CREATE VIEW IF NOT EXISTS rule_change AS
SELECT change.crawl_id, change.rule, change.severity,
    sum(change.state = 'new' AND compared) AS new, sum(change.state = 'new' AND NOT compared) AS on_new_pages,
    sum(change.state = 'came back') AS came_back, sum(change.state = 'fixed') AS fixed, sum(change.state = 'page gone') AS page_gone
FROM issue_change AS change LEFT JOIN known_issue AS issue USING (ref)
WHERE coalesce(issue.status, '') NOT IN ('Ignored', 'Wrong')
GROUP BY change.crawl_id, change.rule, change.severity;

-- Conflicts that no later decision has settled.
CREATE VIEW IF NOT EXISTS open_conflict AS
SELECT * FROM conflict WHERE NOT EXISTS
    (SELECT 1 FROM decision WHERE decision.ref = conflict.ref AND decision.id > conflict.decision_id AND who <> 'audit');

-- Who wrote a page and when, as its front matter, its social tags or its structured data tell, in this order; days as 2026-11-28.
CREATE VIEW IF NOT EXISTS byline AS
SELECT id AS page_id, crawl_id,
    CASE json_type(coalesce(front, '{}'), '$.author') WHEN 'text' THEN json_extract(front, '$.author') ELSE coalesce((
        SELECT CASE item.type WHEN 'text' THEN item.value ELSE json_extract(item.value, '$.name') END -- a bare name is no JSON
        FROM json_each(data) AS block, json_tree(CASE WHEN json_valid(block.value) THEN block.value ELSE '{}' END) AS item
        WHERE item.key = 'author' AND item.type IN ('object', 'text') LIMIT 1), '') END AS author,
    substr(coalesce(json_extract(front, '$.date'), json_extract(social, '$."article:published_time"'), (
        SELECT item.value FROM json_each(data) AS block, json_tree(CASE WHEN json_valid(block.value) THEN block.value ELSE '{}' END) AS item
        WHERE item.key = 'datePublished' AND item.type = 'text' LIMIT 1), ''), 1, 10) AS published,
    substr(coalesce(json_extract(front, '$.lastmod'), json_extract(front, '$.last_modified_at'), json_extract(front, '$.updated'),
        json_extract(social, '$."article:modified_time"'), json_extract(social, '$."og:updated_time"'), (
        SELECT item.value FROM json_each(data) AS block, json_tree(CASE WHEN json_valid(block.value) THEN block.value ELSE '{}' END) AS item
        WHERE item.key = 'dateModified' AND item.type = 'text' LIMIT 1), ''), 1, 10) AS modified
FROM (
    SELECT id, crawl_id, json_extract(facts, '$.front_matter') AS front, json_extract(facts, '$.social') AS social, coalesce(json_extract(facts, '$.jsonld'), '[]') AS data
    FROM (SELECT id, crawl_id, CASE WHEN json_valid(facts) THEN facts ELSE '{}' END AS facts FROM page WHERE outcome = 'fetched' AND is_html)
);

-- What search engines and analytics say of each page, one row a page; `visits` is what pages are compared by: clicks of all search engines, else sessions.
CREATE VIEW IF NOT EXISTS page_traffic AS
SELECT crawl_id, page_id, google_clicks, google_impressions, google_position, bing_clicks, bing_impressions, sessions, key_events,
    CASE WHEN google_clicks IS NULL AND bing_clicks IS NULL THEN NULL ELSE coalesce(google_clicks, 0) + coalesce(bing_clicks, 0) END AS clicks,
    coalesce(CASE WHEN google_clicks IS NULL AND bing_clicks IS NULL THEN NULL ELSE coalesce(google_clicks, 0) + coalesce(bing_clicks, 0) END, CASE WHEN NOT searched THEN sessions END, 0) AS visits
FROM (
    SELECT export.crawl_id, page_id,
        sum(CASE kind WHEN 'search-console' THEN clicks END) AS google_clicks, sum(CASE kind WHEN 'search-console' THEN impressions END) AS google_impressions,
        CASE WHEN count(CASE kind WHEN 'search-console' THEN position END) = 1 THEN max(CASE kind WHEN 'search-console' THEN position END)
            ELSE sum(CASE kind WHEN 'search-console' THEN position * impressions END) / nullif(sum(CASE kind WHEN 'search-console' THEN impressions END), 0) END AS google_position,
        sum(CASE kind WHEN 'bing' THEN clicks END) AS bing_clicks, sum(CASE kind WHEN 'bing' THEN impressions END) AS bing_impressions,
        sum(sessions) AS sessions, sum(key_events) AS key_events,
        EXISTS (SELECT 1 FROM export AS other WHERE other.crawl_id = export.crawl_id AND other.kind IN ('search-console', 'bing')) AS searched
    FROM export JOIN export_page ON export_id = export.id GROUP BY export.crawl_id, page_id
);
