-- Whoever is on a published post is public already: only the viewer's own drafts, and posts to come, add authors, terms and media. All
-- posts of the viewer were read for each of these.

create or replace view quire_viewer.author as
 select r.id,
    r.slug,
    r.uri,
    r.name,
    r.sort_name,
    r.link,
    r.bio_html,
    r.bio_markdown,
    r.bio_text,
    coalesce(( select a.bio_source
           from quire.author a
          where ((a.id = r.id) and (a.id = quire_viewer.viewer_id()))), r.bio_source) as bio_source,
    r.url,
    r.links,
    r.avatar_key,
    r.joined_at,
    r.post_count,
    r.search
   from quire_reader.author r
union all
 select a.id,
    a.slug,
    a.uri,
    a.name,
    a.sort_name,
    (( select s.url
           from quire.site s) || a.uri) as link,
    a.bio_html,
    a.bio_markdown,
    a.bio_text,
        case
            when (a.id = quire_viewer.viewer_id()) then a.bio_source
            else a.bio_html
        end as bio_source,
    a.url,
    a.links,
    a.avatar_key,
    a.joined_at,
    (a.post_count - ( select (count(*))::integer as count
           from quire.post_author l
          where ((l.author_id = a.id) and (l.published_at > now())))) as post_count,
    a.search
   from quire.author a
  where ((a.id = any (array( select quire_viewer.viewer_id() as viewer_id
        union
         select l.author_id
           from (quire.post_author l
             join quire.unlisted_post_of_viewer o on ((o.post_id = l.post_id)))
        union
         select r.saved_by
           from (quire.entry_revision r
             join quire.post_author o on ((o.post_id = r.entry_id)))
          where (o.author_id = quire_viewer.viewer_id())
        union
         select v.created_by_id
           from quire_viewer.preview v
        union
         select p.author_id
           from quire.previewed_author p
        union
         select p.author_id
           from quire.previewed_page p))) and (not (exists ( select
           from quire_reader.author r
          where (r.id = a.id)))));

create or replace view quire_viewer.term as
 select r.id,
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
    r.total_post_count
   from quire_reader.term r
union all
 select t.id,
    t.kind,
    t.slug,
    t.uri,
    t.name,
    t.sort_name,
    (( select s.url
           from quire.site s) || t.uri) as link,
    t.description,
    t.parent_id,
    t.path,
    0 as post_count,
    0 as total_post_count
   from quire.term t
  where ((not t.is_public) and (t.id = any (array( select l.term_id
           from (quire.post_term l
             join quire.unlisted_post_of_viewer o on ((o.post_id = l.post_id)))
        union
         select p.term_id
           from quire.previewed_term p))) and (not (exists ( select
           from quire_reader.term r
          where (r.id = t.id)))));

create or replace view quire_viewer.media as
 select r.id,
    r.url,
    r.mime_type,
    r.alt,
    r.caption,
    r.title,
    r.width,
    r.height,
    r.file_size
   from quire_reader.media r
union all
 select m.id,
    m.url,
    m.mime_type,
    m.alt,
    m.caption,
    m.title,
    m.width,
    m.height,
    m.file_size
   from quire.media m
  where ((m.id = any (array( select e.featured_media_id
           from (quire.entry e
             join quire.unlisted_post_of_viewer o on ((o.post_id = e.id)))
        union
         select p.featured_media_id
           from quire.previewed_post p
        union
         select p.featured_media_id
           from quire.previewed_page p))) and (not (exists ( select
           from quire_reader.media r
          where (r.id = m.id)))));
