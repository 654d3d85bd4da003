-- The index of the PostgreSQL search engine. Everything here can be rebuilt from the listings at any time.
-- One partition per interface language, because every search reads exactly one of them.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA search;

-- Snowball without stop words: what a stop word means depends on the rest of the query, so the application decides.
CREATE TEXT SEARCH DICTIONARY search.stem_es (TEMPLATE = pg_catalog.snowball, LANGUAGE = spanish);
CREATE TEXT SEARCH DICTIONARY search.stem_pt (TEMPLATE = pg_catalog.snowball, LANGUAGE = portuguese);
CREATE TEXT SEARCH DICTIONARY search.stem_en (TEMPLATE = pg_catalog.snowball, LANGUAGE = english);

-- The stems of folded words, in their order. A language without a stemmer gives the words back.
CREATE FUNCTION search.stems(language text, words text[]) RETURNS text[]
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(coalesce(CASE $1
      WHEN 'es' THEN (ts_lexize('search.stem_es', word))[1]
      WHEN 'pt' THEN (ts_lexize('search.stem_pt', word))[1]
      WHEN 'en' THEN (ts_lexize('search.stem_en', word))[1]
    END, word) ORDER BY position), '{}')
  FROM unnest($2) WITH ORDINALITY AS given(word, position)
$$;

-- What ranking and counting read: narrow rows, so that visiting thousands of them stays cheap.
CREATE TABLE search.document (
  language     text NOT NULL,
  listing_id   uuid NOT NULL,
  version      integer NOT NULL,
  standing     smallint NOT NULL,
  published_at timestamptz NOT NULL,
  -- The folded title, for the order by title.
  title_sort   text COLLATE "C" NOT NULL,
  title_words  smallint NOT NULL,
  -- Ids of search.facet_value.
  facets       integer[] NOT NULL,
  -- Title (A), summary (B), keywords (C), other languages (D): stems, and the folded word itself behind "=".
  heading      tsvector NOT NULL,
  -- All words, without weights: this is what a query is matched against.
  everything   tsvector NOT NULL,
  PRIMARY KEY (language, listing_id)
) PARTITION BY LIST (language);

-- What a page of hits shows, and the words that the document brings into the vocabulary.
CREATE TABLE search.document_text (
  language      text NOT NULL,
  listing_id    uuid NOT NULL,
  text_language text NOT NULL,
  title         text NOT NULL,
  summary       text NOT NULL,
  body          text NOT NULL,
  -- Folded words, each once; `surfaces` has each as it was written, in lower case.
  words         text[] NOT NULL,
  surfaces      text[] NOT NULL,
  PRIMARY KEY (language, listing_id)
) PARTITION BY LIST (language);

-- Every word of the documents and in how many of them it stands: the vocabulary that mistyped words are corrected against.
CREATE TABLE search.word (
  language  text NOT NULL,
  word      text COLLATE "C" NOT NULL,
  surface   text COLLATE "C" NOT NULL,
  documents integer NOT NULL,
  PRIMARY KEY (language, word)
) PARTITION BY LIST (language);

-- id / 1000000 is the facet's place in the application's list, from 1. Rows are only ever added.
CREATE TABLE search.facet_value (
  id    integer PRIMARY KEY,
  facet text NOT NULL,
  value text NOT NULL,
  UNIQUE (facet, value)
);

-- How many documents carry a facet value; value_id 0 counts all documents of the language.
CREATE TABLE search.facet_count (
  language  text NOT NULL,
  value_id  integer NOT NULL,
  documents integer NOT NULL,
  PRIMARY KEY (language, value_id)
);

-- Not compressed, because ranking reads thousands of these and a snippet only the beginning of a body.
ALTER TABLE search.document ALTER COLUMN everything SET STORAGE EXTERNAL;
ALTER TABLE search.document_text ALTER COLUMN body SET STORAGE EXTERNAL;

DO $$
DECLARE
  language text;
BEGIN
  PERFORM set_config('search_path', 'search, public, extensions', true);
  FOREACH language IN ARRAY ARRAY['es', 'en', 'pt'] LOOP
    EXECUTE format('CREATE TABLE search.document_%1$s PARTITION OF search.document FOR VALUES IN (%1$L)', language);
    EXECUTE format('CREATE INDEX ON search.document_%1$s USING gin (everything) WITH (gin_pending_list_limit = 512)', language);
    EXECUTE format('CREATE INDEX ON search.document_%1$s USING gin (facets) WITH (gin_pending_list_limit = 128)', language);
    EXECUTE format('CREATE INDEX ON search.document_%1$s USING gin (heading) WITH (gin_pending_list_limit = 256)', language);
    EXECUTE format('CREATE INDEX ON search.document_%1$s (standing DESC, published_at DESC, listing_id)', language);
    EXECUTE format('CREATE INDEX ON search.document_%1$s (published_at DESC, listing_id)', language);
    EXECUTE format('CREATE INDEX ON search.document_%1$s (title_sort, listing_id)', language);
    EXECUTE format('CREATE TABLE search.document_text_%1$s PARTITION OF search.document_text FOR VALUES IN (%1$L)', language);
    -- Half empty pages, so that counting up a word leaves its entries in the indexes alone.
    EXECUTE format('CREATE TABLE search.word_%1$s PARTITION OF search.word FOR VALUES IN (%1$L) WITH (fillfactor = 50)', language);
    EXECUTE format('CREATE INDEX ON search.word_%1$s USING gin (word gin_trgm_ops)', language);
  END LOOP;
  PERFORM set_config('search_path', 'public', true);
END
$$;

-- Counts follow the rows, whoever writes them. Writers hold the index lock, so that two of them never wait for each other's words.
CREATE FUNCTION search.count_facets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE search.facet_count AS counted SET documents = counted.documents - gone.documents
    FROM (
      SELECT language, value_id, count(*) AS documents FROM old_rows, unnest(facets || 0) AS value_id GROUP BY 1, 2
    ) AS gone
    WHERE counted.language = gone.language AND counted.value_id = gone.value_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO search.facet_count AS counted
    SELECT language, value_id, count(*) FROM new_rows, unnest(facets || 0) AS value_id GROUP BY 1, 2
    ON CONFLICT (language, value_id) DO UPDATE SET documents = counted.documents + excluded.documents;
  END IF;
  DELETE FROM search.facet_count WHERE documents <= 0;
  RETURN NULL;
END
$$;
CREATE TRIGGER count_inserted AFTER INSERT ON search.document REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION search.count_facets();
CREATE TRIGGER count_updated AFTER UPDATE ON search.document REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION search.count_facets();
CREATE TRIGGER count_deleted AFTER DELETE ON search.document REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION search.count_facets();

CREATE FUNCTION search.count_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    WITH gone AS (
      SELECT language, word, count(*) AS documents FROM old_rows, unnest(words) AS word GROUP BY 1, 2
    ), lowered AS (
      UPDATE search.word AS known SET documents = known.documents - gone.documents FROM gone
      WHERE known.language = gone.language AND known.word = gone.word AND known.documents > gone.documents
    )
    DELETE FROM search.word AS known USING gone
    WHERE known.language = gone.language AND known.word = gone.word AND known.documents <= gone.documents;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    -- The greatest spelling is the accented one, because accents sort after plain letters.
    INSERT INTO search.word AS known
    SELECT language, word, max(surface COLLATE "C"), count(*) FROM new_rows, unnest(words, surfaces) AS given(word, surface) GROUP BY 1, 2
    ON CONFLICT (language, word) DO UPDATE
    SET documents = known.documents + excluded.documents, surface = greatest(known.surface, excluded.surface);
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER count_inserted AFTER INSERT ON search.document_text REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION search.count_words();
CREATE TRIGGER count_updated AFTER UPDATE ON search.document_text REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION search.count_words();
CREATE TRIGGER count_deleted AFTER DELETE ON search.document_text REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION search.count_words();

-- Words that could have been meant, by shared trigrams. A swapped pair leaves few trigrams of a short word intact, so the
-- threshold falls with the length; the application then chooses by edit distance.
CREATE FUNCTION search.similar_words(for_language text, mistyped text[], edits integer[])
RETURNS TABLE (mistake text, word text, surface text, documents integer)
LANGUAGE plpgsql SET search_path = search, public, extensions AS $$
DECLARE
  item integer;
BEGIN
  FOR item IN 1 .. cardinality(mistyped) LOOP
    PERFORM set_config('pg_trgm.similarity_threshold', CASE
      WHEN length(mistyped[item]) <= 4 THEN '0.1'
      WHEN length(mistyped[item]) <= 7 THEN '0.17'
      ELSE '0.22' END, true);
    RETURN QUERY
      SELECT mistyped[item], known.word::text, known.surface::text, known.documents
      FROM search.word AS known
      WHERE known.language = for_language AND known.word % mistyped[item]
        AND length(known.word) BETWEEN length(mistyped[item]) - edits[item] AND length(mistyped[item]) + edits[item]
      ORDER BY similarity(known.word, mistyped[item]) DESC, known.documents DESC, known.word
      LIMIT 1000;
  END LOOP;
END
$$;
