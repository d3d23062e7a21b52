-- Authors, categories, tags and pictures of the newest text: those that a draft names, which are shown when it is published.

create view quire.newest_post_author as
select d.entry_id as post_id, k.author_id, k.position::integer - 1 as position
from quire.entry_draft d
cross join lateral unnest(d.author_ids) with ordinality as k (author_id, position)
union all
select l.post_id, l.author_id, l.position
from quire.post_author l
where not exists (select from quire.entry_draft d where d.entry_id = l.post_id);

create view quire.newest_post_term as
select d.entry_id as post_id, k.term_id, k.position::integer - 1 as position
from quire.entry_draft d
cross join lateral unnest(d.term_ids) with ordinality as k (term_id, position)
union all
select l.post_id, l.term_id, l.position
from quire.post_term l
where not exists (select from quire.entry_draft d where d.entry_id = l.post_id);

create view quire_reader.newest_post_author as
select n.post_id, n.author_id, n.position from quire.newest_post_author n where false;
create view quire_viewer.newest_post_author as
select n.post_id, n.author_id, n.position
from quire.newest_post_author n
where exists (select from quire.post_author l where l.post_id = n.post_id and l.author_id = quire_viewer.viewer_id());
create view quire_editor.newest_post_author as
select n.post_id, n.author_id, n.position from quire.newest_post_author n;

create view quire_reader.newest_post_term as
select n.post_id, n.term_id, n.position from quire.newest_post_term n where false;
create view quire_viewer.newest_post_term as
select n.post_id, n.term_id, n.position
from quire.newest_post_term n
where exists (select from quire.post_author l where l.post_id = n.post_id and l.author_id = quire_viewer.viewer_id());
create view quire_editor.newest_post_term as
select n.post_id, n.term_id, n.position from quire.newest_post_term n;

create view quire_reader.newest_page_author as
select n.id as page_id, n.author_id, 1 as position from quire_reader.newest_page n;
create view quire_viewer.newest_page_author as
select n.id as page_id, n.author_id, 1 as position from quire_viewer.newest_page n;
create view quire_editor.newest_page_author as
select n.id as page_id, n.author_id, 1 as position from quire_editor.newest_page n;

grant select on quire_reader.newest_post_author, quire_reader.newest_post_term, quire_reader.newest_page_author to quire_reader;
grant select on quire_viewer.newest_post_author, quire_viewer.newest_post_term, quire_viewer.newest_page_author to quire_viewer;
grant select on quire_editor.newest_post_author, quire_editor.newest_post_term, quire_editor.newest_page_author to quire_editor;

create view quire.draft_of_viewer as
select d.entry_id, d.author_ids, d.term_ids, d.featured_media_id
from quire.entry_draft d
where d.entry_id in (select l.post_id from quire.post_author l where l.author_id = quire_viewer.viewer_id());
comment on view quire.draft_of_viewer is 'Newer text beside posts of the viewer: what it names is shown to them.';

create or replace view quire_viewer.author AS
 SELECT r.id,
    r.slug,
    r.uri,
    r.name,
    r.sort_name,
    r.link,
    r.bio_html,
    r.bio_markdown,
    r.bio_text,
    COALESCE(( SELECT a.bio_source
           FROM quire.author a
          WHERE ((a.id = r.id) AND (a.id = quire_viewer.viewer_id()))), r.bio_source) AS bio_source,
    r.url,
    r.links,
    r.avatar_key,
    r.joined_at,
    r.post_count,
    r.search,
    r.updated_at
   FROM quire_reader.author r
UNION ALL
 SELECT a.id,
    a.slug,
    a.uri,
    a.name,
    a.sort_name,
    (( SELECT s.url
           FROM quire.site s) || a.uri) AS link,
    a.bio_html,
    a.bio_markdown,
    a.bio_text,
        CASE
            WHEN (a.id = quire_viewer.viewer_id()) THEN a.bio_source
            ELSE a.bio_html
        END AS bio_source,
    a.url,
    a.links,
    a.avatar_key,
    a.joined_at,
    (a.post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_author l
          WHERE ((l.author_id = a.id) AND (l.published_at > now())))) AS post_count,
    a.search,
    COALESCE(a.updated_at, a.joined_at) AS updated_at
   FROM quire.author a
  WHERE ((a.id = ANY (ARRAY( SELECT quire_viewer.viewer_id() AS viewer_id
        UNION
         SELECT l.author_id
           FROM (quire.post_author l
             JOIN quire.unlisted_post_of_viewer o ON ((o.post_id = l.post_id)))
        UNION
         SELECT r.saved_by
           FROM (quire.entry_revision r
             JOIN quire.post_author o ON ((o.post_id = r.entry_id)))
          WHERE (o.author_id = quire_viewer.viewer_id())
        UNION
         SELECT v.created_by_id
           FROM quire_viewer.preview v
        UNION
         SELECT p.author_id
           FROM quire.previewed_author p
        UNION
         SELECT unnest(d.author_ids) AS unnest
           FROM quire.draft_of_viewer d
        UNION
         SELECT p.author_id
           FROM quire.previewed_page p))) AND (NOT (EXISTS ( SELECT
           FROM quire_reader.author r
          WHERE (r.id = a.id)))));

create or replace view quire_viewer.term AS
 SELECT r.id,
    r.kind,
    r.slug,
    r.uri,
    r.name,
    r.sort_name,
    r.link,
    r.description,
    r.parent_id,
    r.path,
    r.post_count,
    r.total_post_count,
    r.created_at,
    r.updated_at
   FROM quire_reader.term r
UNION ALL
 SELECT t.id,
    t.kind,
    t.slug,
    t.uri,
    t.name,
    t.sort_name,
    (( SELECT s.url
           FROM quire.site s) || t.uri) AS link,
    t.description,
    t.parent_id,
    t.path,
    0 AS post_count,
    0 AS total_post_count,
    t.created_at,
    COALESCE(t.updated_at, t.created_at) AS updated_at
   FROM quire.term t
  WHERE ((NOT t.is_public) AND (t.id = ANY (ARRAY( SELECT l.term_id
           FROM (quire.post_term l
             JOIN quire.unlisted_post_of_viewer o ON ((o.post_id = l.post_id)))
        UNION
         SELECT unnest(d.term_ids) AS unnest
           FROM quire.draft_of_viewer d
        UNION
         SELECT p.term_id
           FROM quire.previewed_term p))) AND (NOT (EXISTS ( SELECT
           FROM quire_reader.term r
          WHERE (r.id = t.id)))));

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
    r.updated_at
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
    COALESCE(m.updated_at, m.created_at) AS updated_at
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

