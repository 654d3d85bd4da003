-- Documents with the same facet values share one row, because far fewer combinations of values exist than documents:
-- a search counts its matches by combination, and only then by value.
CREATE TABLE search.facet_set (
  id     integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Ids of search.facet_value, each once, in ascending order. Rows are only ever added.
  facets integer[] NOT NULL UNIQUE
);

INSERT INTO search.facet_set (facets) SELECT DISTINCT ARRAY(SELECT DISTINCT value_id FROM unnest(facets) AS value_id ORDER BY value_id) FROM search.document;

-- A change of type writes each table and each of its indexes once; an update would write them row by row.
CREATE FUNCTION search.facet_set_of(integer[]) RETURNS integer LANGUAGE sql STABLE AS $$
  SELECT id FROM search.facet_set WHERE facets = ARRAY(SELECT DISTINCT value_id FROM unnest($1) AS value_id ORDER BY value_id)
$$;
DROP INDEX search.document_es_facets_idx, search.document_en_facets_idx, search.document_pt_facets_idx;
ALTER TABLE search.document ALTER COLUMN facets TYPE integer USING search.facet_set_of(facets);
ALTER TABLE search.document RENAME COLUMN facets TO facet_set;
CREATE INDEX document_by_facet_set ON search.document (facet_set);
DROP FUNCTION search.facet_set_of;

CREATE OR REPLACE FUNCTION search.count_facets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    UPDATE search.facet_count AS counted SET documents = counted.documents - gone.documents
    FROM (
      SELECT language, value_id, count(*) AS documents FROM old_rows JOIN search.facet_set ON id = facet_set, unnest(facets || 0) AS value_id GROUP BY 1, 2
    ) AS gone
    WHERE counted.language = gone.language AND counted.value_id = gone.value_id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO search.facet_count AS counted
    SELECT language, value_id, count(*) FROM new_rows JOIN search.facet_set ON id = facet_set, unnest(facets || 0) AS value_id GROUP BY 1, 2
    ON CONFLICT (language, value_id) DO UPDATE SET documents = counted.documents + excluded.documents;
  END IF;
  DELETE FROM search.facet_count WHERE documents <= 0;
  RETURN NULL;
END
$$;
