-- What its release made of a document when this index was last written whole; another one makes it be written anew.
ALTER TABLE search.engine ADD COLUMN shape text;
