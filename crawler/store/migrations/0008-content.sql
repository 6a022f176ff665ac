-- What found a page's content and how much of the page that is; variants, and pages that list posts.
ALTER TABLE page ADD COLUMN content_by TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN content_share REAL;
ALTER TABLE page ADD COLUMN content_h1 INTEGER;
ALTER TABLE page ADD COLUMN role TEXT NOT NULL DEFAULT '';
ALTER TABLE page ADD COLUMN variant_of TEXT NOT NULL DEFAULT '';

-- The table listed and the view own_page are new; schema.sql makes them after the last step.
