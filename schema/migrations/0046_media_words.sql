-- step: in a transaction
-- What files are found by: the words of their titles and names, each of which may be written in part.
create function quire_search.words_apart(words text) returns text
language sql immutable parallel safe as $$
  select regexp_replace(quire_search.folded(words), '[^[:alnum:]]+', ' ', 'g')
$$;

create function quire_search.file_words(title text, url text) returns tsvector
language sql immutable parallel safe as $$
  select to_tsvector(
    'pg_catalog.simple'::regconfig,
    quire_search.words_apart(left(coalesce(title, '') || ' ' || regexp_replace(url, '^.*/', ''), 1000))
  )
$$;

create function quire_search.beginnings(words text) returns tsquery
language sql stable parallel safe as $$
  select to_tsquery('pg_catalog.simple'::regconfig, string_agg(w.word || ':*', ' & '))
  from regexp_split_to_table(quire_search.words_apart(words), ' ') as w (word)
  where w.word <> ''
$$;

create or replace view quire_reader.media AS
 SELECT id,
    url,
    mime_type,
    alt,
    caption,
    title,
    width,
    height,
    file_size,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at,
    quire_search.file_words(title, url) AS words
   FROM quire.media m
  WHERE ((is_public AND (attached_to IS NULL)) OR (EXISTS ( SELECT
           FROM quire.entry e
          WHERE ((e.id = m.attached_to) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))) OR (EXISTS ( SELECT
           FROM quire.entry e
          WHERE ((e.featured_media_id = m.id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))));

create or replace view quire_viewer.media AS
 SELECT r.id,
    r.url,
    r.mime_type,
    r.alt,
    r.caption,
    r.title,
    r.width,
    r.height,
    r.file_size,
    r.created_at,
    r.updated_at,
    r.words
   FROM quire_reader.media r
UNION ALL
 SELECT m.id,
    m.url,
    m.mime_type,
    m.alt,
    m.caption,
    m.title,
    m.width,
    m.height,
    m.file_size,
    m.created_at,
    COALESCE(m.updated_at, m.created_at) AS updated_at,
    quire_search.file_words(m.title, m.url)
   FROM quire.media m
  WHERE ((m.id = ANY (ARRAY( SELECT e.featured_media_id
           FROM (quire.entry e
             JOIN quire.unlisted_post_of_viewer o ON ((o.post_id = e.id)))
        UNION
         SELECT p.featured_media_id
           FROM quire.previewed_post p
        UNION
         SELECT d.featured_media_id
           FROM quire.draft_of_viewer d
        UNION
         SELECT p.featured_media_id
           FROM quire.previewed_page p))) AND (NOT (EXISTS ( SELECT
           FROM quire_reader.media r
          WHERE (r.id = m.id)))));

create or replace view quire_editor.media AS
 SELECT id,
    url,
    mime_type,
    alt,
    caption,
    title,
    width,
    height,
    file_size,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at,
    quire_search.file_words(title, url) AS words
   FROM quire.media m;

-- step: outside a transaction
drop index concurrently if exists quire.media_words;
-- then
create index concurrently media_words on quire.media using gin (quire_search.file_words(title, url));
