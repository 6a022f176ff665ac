-- Each finding of the crawl with what decides which others it is one edit with; and what an earlier crawl found and this one could not look at.
CREATE TEMP TABLE placed AS
SELECT finding.id, finding.page_id, finding.rule, finding.severity, finding.message, finding.subject, finding.position, finding.region, finding.line,
    finding.place, finding.now, finding.should_be, finding.method, finding.confidence, finding.ref, finding.status, finding.note, finding.shown_state AS state,
    finding.first_seen, finding.cause AS template_ref, finding.mend_at,
    coalesce(page.key, '') AS page, coalesce(page.url, '') AS url, coalesce(page.source, '') AS source, page.source IS '' AS live,
    CASE
        WHEN page.source IS NOT '' THEN ''
        WHEN subject = 'page' AND finding.place = 'head' THEN 'head'
        WHEN subject = 'carrier' AND finding.place IN ('og', 'twitter', 'jsonld', 'canonical', 'hreflang', 'refresh', 'stylesheet', 'feed', 'link') THEN 'head'
        WHEN subject = 'page' AND finding.place = 'structured data' THEN 'structured data'
        WHEN subject = 'page' AND finding.place LIKE 'header %' THEN 'response'
        WHEN subject IN ('page', 'site') THEN ''
        WHEN finding.region IN ('header', 'nav', 'aside', 'footer') THEN finding.region
        ELSE 'content'
    END AS zone,
    CASE WHEN subject = 'carrier' AND carrier.position IS NULL THEN coalesce(
        (SELECT own.url FROM own_resource AS own WHERE own.page_id = finding.page_id AND own.position = finding.position), '')
        ELSE coalesce(target.url, '') END AS target,
    CASE WHEN subject = 'carrier' AND carrier.position IS NULL THEN EXISTS
        (SELECT 1 FROM own_resource AS own WHERE own.page_id = finding.page_id AND own.position = finding.position AND finding.now IN (own.href, own.url))
        ELSE coalesce(target.url, '') <> '' AND finding.now IN (target.url, link.href, carrier.href) END AS about_address,
    CASE finding.should_be WHEN '' THEN '' ELSE swap(finding.now, finding.should_be) END AS swap,
    '' AS cause, '' AS key, '' AS fix_file, 0 AS absorbed, '' AS line_key, '' AS group_key, '' AS kind
FROM decided_finding AS finding
LEFT JOIN page ON page.id = finding.page_id
LEFT JOIN page_part ON subject = 'link' AND page_part.page_id = finding.page_id AND page_part.position =
    (SELECT max(before.position) FROM page_part AS before WHERE before.page_id = finding.page_id AND before.position <= finding.position)
LEFT JOIN part_link AS link ON link.part_id = page_part.part_id AND link.number = finding.position - page_part.position
LEFT JOIN carrier ON subject = 'carrier' AND carrier.page_id = finding.page_id AND carrier.position = finding.position
LEFT JOIN target ON target.id = coalesce(link.target_id, carrier.target_id)
WHERE finding.crawl_id = :crawl
UNION ALL
SELECT -(SELECT rowid FROM known_issue WHERE known_issue.ref = unchecked_issue.ref), NULL, rule, severity, message, subject, position, '', line, place, now, should_be, '', confidence, ref, status, note,
    CASE status WHEN 'Done' THEN 'Done, not yet verified' ELSE state END, first_seen, cause, '', key, CASE WHEN key LIKE 'http%' THEN key ELSE '' END,
    CASE WHEN key LIKE 'http%' THEN '' ELSE key END, key LIKE 'http%', '', link, 0, '', '', '', '', 0, '', '', ''
FROM unchecked_issue WHERE crawl_id = :crawl;

CREATE UNIQUE INDEX temp.placed_id ON placed (id);
CREATE INDEX temp.placed_rule ON placed (rule);

-- Two rules never ask for the same edit twice: of what they say about one address, or propose alike for one text, the gravest stays.
UPDATE placed SET absorbed = 1 WHERE id IN (
    SELECT id FROM (
        SELECT id, row_number() OVER (
            PARTITION BY page_id, subject, position, now, CASE WHEN about_address THEN '' ELSE should_be END
            ORDER BY instr('error warning notice', severity), should_be = '', rule, id
        ) AS turn
        FROM placed WHERE page_id IS NOT NULL AND position IS NOT NULL AND status = 'Open' AND now <> '' AND (about_address OR should_be <> '')
    ) WHERE turn > 1
);
