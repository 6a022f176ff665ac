-- Notices of taste that stand on a fifth of the pages are one row of the Worklist.
ALTER TABLE rule ADD COLUMN fold INTEGER NOT NULL DEFAULT 0;
