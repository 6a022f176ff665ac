-- The Worklist's rows, from the findings and the row that each belongs to.
-- Where an export tells, the page that most people come to is a row's first.
CREATE TEMP TABLE visit (page_id INTEGER PRIMARY KEY, visits INTEGER NOT NULL);

INSERT INTO visit SELECT page_id, visits FROM page_traffic;

CREATE TEMP TABLE in_line AS
SELECT placed.*, CASE source WHEN '' THEN shown_path(url) ELSE source END AS shown, coalesce(visits, 0) AS visits,
    coalesce((SELECT segment FROM page WHERE page.id = placed.page_id), '') AS segment,
    row_number() OVER (PARTITION BY line_key ORDER BY page = '', coalesce(visits, 0) DESC, page, placed.line IS NULL, placed.line, position, id) AS turn
FROM placed LEFT JOIN visit USING (page_id) WHERE NOT absorbed;

CREATE INDEX temp.in_line_key ON in_line (line_key, turn);

CREATE TEMP TABLE worklist_line AS
WITH counted AS (
    SELECT line_key, count(*) AS places, max(count(DISTINCT CASE page WHEN '' THEN NULL ELSE page END), 1) AS pages, min(first_seen) AS begun,
        min(state) AS least_state, max(state) AS most_state, max(state = 'came back') AS back,
        min(template_ref) AS least_ref, max(template_ref) AS most_ref, count(DISTINCT fix_file) AS files, max(fix_file) AS file,
        count(DISTINCT now) AS texts, min(segment) AS least_segment, max(segment) AS most_segment, count(DISTINCT should_be) AS proposals,
        min(CASE confidence WHEN 'certain' THEN 4 WHEN 'high' THEN 3 WHEN 'medium' THEN 2 WHEN 'low' THEN 1 ELSE 0 END) AS worst
    FROM in_line GROUP BY line_key
), others AS (
    SELECT line_key, group_concat(shown, ' · ') AS also FROM (
        SELECT line_key, shown, dense_rank() OVER (PARTITION BY line_key ORDER BY max(visits) DESC, page) AS number FROM in_line WHERE page <> '' GROUP BY line_key, page
    ) WHERE number BETWEEN 2 AND 60 GROUP BY line_key
), visited AS (
    SELECT line_key, sum(visits) AS visits FROM (SELECT DISTINCT line_key, page_id, visits FROM in_line WHERE visits > 0) GROUP BY line_key
)
SELECT first.*, row_number() OVER (
        ORDER BY first.status IN ('Ignored', 'Wrong'), coalesce(rank, 1000000), coalesce(visited.visits, 0) DESC, counted.pages DESC, first.page, first.line IS NULL, first.line, first.position, first.id
    ) AS number,
    counted.places, counted.pages, begun, also, texts, proposals,
    CASE WHEN counted.places = 1 OR first.ref = '' THEN first.ref WHEN least_ref = most_ref AND least_ref <> '' THEN least_ref 
        ELSE group_ref(CASE WHEN first.status = 'Open' AND first.note = '' THEN first.group_key ELSE first.line_key END) END AS shown_ref,
    CASE WHEN least_state = most_state THEN first.state WHEN back THEN 'came back' ELSE 'still' END AS shown_state,
    CASE WHEN least_segment = most_segment THEN least_segment ELSE 'several' END AS part,
    CASE files WHEN 1 THEN file ELSE '' END AS ready, files > 1 AS partly, file AS some_file,
    CASE worst WHEN 0 THEN '' WHEN 1 THEN 'low' WHEN 2 THEN 'medium' WHEN 3 THEN 'high' ELSE 'certain' END AS sure
FROM in_line AS first JOIN counted USING (line_key) LEFT JOIN others USING (line_key) LEFT JOIN visited USING (line_key) LEFT JOIN issue_group ON issue_group.rule = first.rule
WHERE turn = 1;

-- What is wrong with each heading, link and page, in words, for the sheets that show all of them.
CREATE TEMP TABLE problem (page_id INTEGER, subject TEXT, position INTEGER, text TEXT, PRIMARY KEY (subject, page_id, position)) WITHOUT ROWID;

INSERT INTO problem
SELECT page_id, shown_on, coalesce(position, 0), group_concat(message, '; ') FROM (
    SELECT page_id, CASE WHEN subject IN ('page', 'block', 'image') THEN 0 ELSE position END AS position,
        message, CASE WHEN subject IN ('block', 'image') THEN 'page' ELSE subject END AS shown_on, rule, id
    FROM placed WHERE page_id IS NOT NULL AND subject <> 'site' AND status NOT IN ('Ignored', 'Wrong') ORDER BY page_id, position, rule, id
) GROUP BY shown_on, page_id, position;

-- How many findings each page has that somebody is to look at.
CREATE TEMP TABLE found_on (page_id INTEGER PRIMARY KEY, findings INTEGER, errors INTEGER, warnings INTEGER, notices INTEGER);

INSERT INTO found_on
SELECT page_id, count(*), sum(severity = 'error'), sum(severity = 'warning'), sum(severity = 'notice') FROM placed
WHERE page_id IS NOT NULL AND status NOT IN ('Ignored', 'Wrong') GROUP BY page_id;
