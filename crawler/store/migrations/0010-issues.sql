-- A finding knows its issue, and what became of it in its crawl.
ALTER TABLE finding ADD COLUMN ref TEXT NOT NULL DEFAULT '';
ALTER TABLE finding ADD COLUMN state TEXT NOT NULL DEFAULT '';

-- New tables: issue, issue_change, compared, decision, conflict, known_file. New views: decided_finding, counted_finding, unchecked_issue, rule_change, open_conflict.
