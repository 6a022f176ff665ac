-- New tables: page_rendered, rendered_link. New view: settled_page.
ALTER TABLE part_link ADD COLUMN scripted INTEGER NOT NULL DEFAULT 0;
