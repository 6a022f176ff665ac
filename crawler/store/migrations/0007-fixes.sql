-- A redirect's own #place stays in the proposal; a garbled text's finding keeps each word that its repair changes.
ALTER TABLE page ADD COLUMN final_fragment TEXT NOT NULL DEFAULT '';
ALTER TABLE finding ADD COLUMN edits TEXT NOT NULL DEFAULT '';

-- New tables: learned_host, learned_folder, project. The view redirect_end has a column more.
