-- The application stems words itself, with the same algorithms.
DROP FUNCTION search.stems(text, text[]);
DROP TEXT SEARCH DICTIONARY search.stem_es, search.stem_pt, search.stem_en;
