-- What a viewer pays for what is rarely theirs. A branch of a union costs its preparation in every statement, and its start for every row of
-- the list around it.
--
-- Lists of what readers see ask is_listed: where a branch holds only what they do not see, the column is the constant false, and Postgres
-- leaves the branch out. The views of links say is_listed, too. What is previewed is asked by a function, which runs only with a preview.
create function quire.links_of_previewed_authors() returns table (post_id bigint, author_id bigint, "position" integer, published_at timestamptz, is_listed boolean)
language plpgsql stable security definer rows 1
set search_path to ''
as $$
begin
  return query
  select v.id, k.author_id, k.place::integer, w.published_at, coalesce(w.is_listed, false)
  from (select quire_viewer.preview_id() as id) v
  left join quire.written_post w on w.id = v.id
  left join quire.entry_draft d on d.entry_id = v.id
  cross join lateral (
    select o.author_id, o.place - 1 as place
    from unnest(d.author_ids) with ordinality o (author_id, place)
    union all
    select l.author_id, l.position
    from quire.post_author l
    where l.post_id = v.id and d.entry_id is null
  ) k;
end $$;

create function quire.links_of_previewed_terms() returns table (post_id bigint, term_id bigint, "position" integer, published_at timestamptz, is_listed boolean)
language plpgsql stable security definer rows 1
set search_path to ''
as $$
begin
  return query
  select v.id, k.term_id, k.place::integer, w.published_at, coalesce(w.is_listed, false)
  from (select quire_viewer.preview_id() as id) v
  left join quire.written_post w on w.id = v.id
  left join quire.entry_draft d on d.entry_id = v.id
  cross join lateral (
    select o.term_id, o.place - 1 as place
    from unnest(d.term_ids) with ordinality o (term_id, place)
    union all
    select l.term_id, l.position
    from quire.post_term l
    where l.post_id = v.id and d.entry_id is null
  ) k;
end $$;

create function quire.links_of_previewed_categories() returns table (post_id bigint, category_id bigint, is_own boolean, published_at timestamptz, is_listed boolean)
language plpgsql stable security definer rows 1
set search_path to ''
as $$
begin
  return query
  select p.post_id, a.id, bool_or(a.id = p.term_id), min(p.published_at), bool_and(p.is_listed)
  from quire.links_of_previewed_terms() p
  join quire.term t on t.id = p.term_id and t.kind = 'CATEGORY'
  cross join lateral unnest(t.path) a (id)
  group by p.post_id, a.id;
end $$;

create or replace view quire.previewed_author as
 SELECT post_id,
    author_id,
    "position",
    published_at,
    is_listed
   FROM quire.links_of_previewed_authors() p
  WHERE (quire_viewer.preview_id() IS NOT NULL);

create or replace view quire.previewed_term as
 SELECT post_id,
    term_id,
    "position",
    published_at,
    is_listed
   FROM quire.links_of_previewed_terms() p
  WHERE (quire_viewer.preview_id() IS NOT NULL);

create or replace view quire.previewed_category as
 SELECT post_id,
    category_id,
    is_own,
    published_at,
    is_listed
   FROM quire.links_of_previewed_categories() p
  WHERE (quire_viewer.preview_id() IS NOT NULL);

create or replace view quire_reader.post_author as
 SELECT post_id,
    author_id,
    "position",
    published_at,
    true AS is_listed
   FROM quire.post_author l
  WHERE (published_at <= now());

create or replace view quire_reader.post_category as
 SELECT post_id,
    category_id,
    is_own,
    published_at,
    true AS is_listed
   FROM quire.post_category k
  WHERE (published_at <= now());

create or replace view quire_reader.post_term as
 SELECT post_id,
    term_id,
    "position",
    published_at,
    true AS is_listed
   FROM quire.post_term l
  WHERE (published_at <= now());

create or replace view quire_viewer.post_author as
 SELECT post_id,
    author_id,
    "position",
    published_at,
    is_listed
   FROM ( SELECT l.post_id,
            l.author_id,
            l."position",
            l.published_at,
            true AS is_listed,
            ((l.published_at <= now()) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_author l
        UNION ALL
         SELECT l.post_id,
            l.author_id,
            l."position",
            COALESCE(l.published_at, ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = l.post_id))) AS "coalesce",
            false,
            true
           FROM quire.post_author l
          WHERE ((l.post_id = ANY (ARRAY( SELECT o.post_id
                   FROM quire.unlisted_post_of_viewer o))) AND COALESCE((l.published_at > now()), true) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id()))
        UNION ALL
         SELECT p.post_id,
            p.author_id,
            p."position",
            p.published_at,
            p.is_listed,
            true
           FROM quire.previewed_author p) u
  WHERE is_shown;

create or replace view quire_viewer.post_category as
 SELECT post_id,
    category_id,
    is_own,
    published_at,
    is_listed
   FROM ( SELECT k.post_id,
            k.category_id,
            k.is_own,
            k.published_at,
            true AS is_listed,
            ((k.published_at <= now()) AND (k.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_category k
        UNION ALL
         SELECT k.post_id,
            k.category_id,
            k.is_own,
            COALESCE(k.published_at, ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = k.post_id))) AS "coalesce",
            false,
            true
           FROM quire.post_category k
          WHERE ((k.post_id = ANY (ARRAY( SELECT o.post_id
                   FROM quire.unlisted_post_of_viewer o))) AND COALESCE((k.published_at > now()), true) AND (k.post_id IS DISTINCT FROM quire_viewer.preview_id()))
        UNION ALL
         SELECT p.post_id,
            p.category_id,
            p.is_own,
            p.published_at,
            p.is_listed,
            true
           FROM quire.previewed_category p) u
  WHERE is_shown;

create or replace view quire_viewer.post_term as
 SELECT post_id,
    term_id,
    "position",
    published_at,
    is_listed
   FROM ( SELECT l.post_id,
            l.term_id,
            l."position",
            l.published_at,
            true AS is_listed,
            ((l.published_at <= now()) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_term l
        UNION ALL
         SELECT l.post_id,
            l.term_id,
            l."position",
            COALESCE(l.published_at, ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = l.post_id))) AS "coalesce",
            false,
            true
           FROM quire.post_term l
          WHERE ((l.post_id = ANY (ARRAY( SELECT o.post_id
                   FROM quire.unlisted_post_of_viewer o))) AND COALESCE((l.published_at > now()), true) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id()))
        UNION ALL
         SELECT p.post_id,
            p.term_id,
            p."position",
            p.published_at,
            p.is_listed,
            true
           FROM quire.previewed_term p) u
  WHERE is_shown;

create or replace view quire_editor.post_author as
 SELECT post_id,
    author_id,
    "position",
    published_at,
    is_listed
   FROM ( SELECT l.post_id,
            l.author_id,
            l."position",
            l.published_at,
            (l.published_at <= now()) AS is_listed,
            ((l.published_at IS NOT NULL) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_author l
        UNION ALL
         SELECT l.post_id,
            l.author_id,
            l."position",
            ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = l.post_id)) AS published_at,
            false,
            ((l.published_at IS NULL) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id()))
           FROM quire.post_author l
        UNION ALL
         SELECT p.post_id,
            p.author_id,
            p."position",
            p.published_at,
            p.is_listed,
            true
           FROM quire.previewed_author p) u
  WHERE is_shown;

create or replace view quire_editor.post_category as
 SELECT post_id,
    category_id,
    is_own,
    published_at,
    is_listed
   FROM ( SELECT k.post_id,
            k.category_id,
            k.is_own,
            k.published_at,
            (k.published_at <= now()) AS is_listed,
            ((k.published_at IS NOT NULL) AND (k.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_category k
        UNION ALL
         SELECT k.post_id,
            k.category_id,
            k.is_own,
            ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = k.post_id)) AS published_at,
            false,
            ((k.published_at IS NULL) AND (k.post_id IS DISTINCT FROM quire_viewer.preview_id()))
           FROM quire.post_category k
        UNION ALL
         SELECT p.post_id,
            p.category_id,
            p.is_own,
            p.published_at,
            p.is_listed,
            true
           FROM quire.previewed_category p) u
  WHERE is_shown;

create or replace view quire_editor.post_term as
 SELECT post_id,
    term_id,
    "position",
    published_at,
    is_listed
   FROM ( SELECT l.post_id,
            l.term_id,
            l."position",
            l.published_at,
            (l.published_at <= now()) AS is_listed,
            ((l.published_at IS NOT NULL) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_term l
        UNION ALL
         SELECT l.post_id,
            l.term_id,
            l."position",
            ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = l.post_id)) AS published_at,
            false,
            ((l.published_at IS NULL) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id()))
           FROM quire.post_term l
        UNION ALL
         SELECT p.post_id,
            p.term_id,
            p."position",
            p.published_at,
            p.is_listed,
            true
           FROM quire.previewed_term p) u
  WHERE is_shown;

create or replace view quire_viewer.post as
 SELECT u.id,
    u.slug,
    u.uri,
    u.title,
    u.sort_title,
    (( SELECT s.url
           FROM quire.site s) || u.uri) AS link,
    u.content_html,
    u.content_markdown,
    u.content_text,
        CASE
            WHEN o.is_own THEN u.content_source
            ELSE u.content_html
        END AS content_source,
    u.excerpt,
    u.excerpt_is_written,
    u.toc,
    u.word_count,
    u.reading_minutes,
    u.language,
    u.status,
    u.author_id,
    u.featured_media_id,
    u.is_sticky,
    u.comments_open,
    u.pings_open,
    u.published_at,
    u.created_at,
    u.updated_at,
    u.comment_count,
    u.mention_count,
    u.response_count,
    u.like_count,
    u.search,
    u.is_listed,
    u.shown_at,
        CASE
            WHEN o.is_own THEN u.version
            ELSE NULL::integer
        END AS version,
        CASE
            WHEN o.is_own THEN (EXISTS ( SELECT
               FROM quire.entry_draft d
              WHERE (d.entry_id = u.id)))
            ELSE NULL::boolean
        END AS has_draft,
        CASE
            WHEN o.is_own THEN u.source_format
            ELSE 'HTML'::text
        END AS source_format,
    'BlogPosting'::text AS schema_type
   FROM (( SELECT e.id,
            e.slug,
            e.uri,
            e.title,
            e.sort_title,
            e.content_html,
            e.content_markdown,
            e.content_text,
            e.content_source,
            e.source_format,
            e.excerpt,
            e.excerpt_is_written,
            e.toc,
            e.word_count,
            e.reading_minutes,
            e.language,
            'PUBLISHED'::text AS status,
            e.author_id,
            e.featured_media_id,
            e.is_sticky,
            e.comments_open,
            e.pings_open,
            e.published_at,
            e.created_at,
            e.updated_at,
            e.comment_count,
            e.mention_count,
            e.response_count,
            e.like_count,
            e.search,
            true AS is_listed,
            e.published_at AS shown_at,
            e.version,
            ((e.kind = 'POST'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()) AND (e.id IS DISTINCT FROM ( SELECT quire_viewer.preview_id() AS preview_id))) AS is_shown
           FROM quire.entry e
        UNION ALL
         SELECT w.id,
            w.slug,
            w.uri,
            w.title,
            w.sort_title,
            w.content_html,
            w.content_markdown,
            w.content_text,
            w.content_source,
            w.source_format,
            w.excerpt,
            w.excerpt_is_written,
            w.toc,
            w.word_count,
            w.reading_minutes,
            w.language,
            w.status,
            w.author_id,
            w.featured_media_id,
            w.is_sticky,
            w.comments_open,
            w.pings_open,
            w.published_at,
            w.created_at,
            w.updated_at,
            w.comment_count,
            w.mention_count,
            w.response_count,
            w.like_count,
            w.search,
            false AS is_listed,
            w.shown_at,
            w.version,
            true
           FROM quire.written_post w
          WHERE ((w.id = ANY (ARRAY( SELECT o_1.post_id
                   FROM quire.unlisted_post_of_viewer o_1))) AND (NOT w.is_listed) AND (w.id IS DISTINCT FROM quire_viewer.preview_id()))
        UNION ALL
         SELECT p.id,
            p.slug,
            p.uri,
            p.title,
            p.sort_title,
            p.content_html,
            p.content_markdown,
            p.content_text,
            p.content_source,
            p.source_format,
            p.excerpt,
            p.excerpt_is_written,
            p.toc,
            p.word_count,
            p.reading_minutes,
            p.language,
            p.status,
            p.author_id,
            p.featured_media_id,
            p.is_sticky,
            p.comments_open,
            p.pings_open,
            p.published_at,
            p.created_at,
            p.updated_at,
            p.comment_count,
            p.mention_count,
            p.response_count,
            p.like_count,
            p.search,
            p.is_listed,
            p.shown_at,
            p.version,
            true
           FROM quire.previewed_post p) u
     CROSS JOIN LATERAL ( SELECT (EXISTS ( SELECT
                   FROM quire.post_author l
                  WHERE ((l.post_id = u.id) AND (l.author_id = quire_viewer.viewer_id())))) AS is_own) o)
  WHERE u.is_shown;

-- A function that found the ids was called by every list that a statement has: more than all of its rows together took. The rules are asked
-- of the rows themselves, which are few.
create or replace view quire_viewer.comment as
 SELECT id,
    entry_id,
    ( SELECT e.kind
           FROM quire.entry e
          WHERE (e.id = u.entry_id)) AS entry_kind,
    parent_id,
    root_id,
    path,
    depth,
        CASE
            WHEN (visible_from IS NOT NULL) THEN quire.place_of(path)
            ELSE (( SELECT quire.place_of(p.path) AS place_of
               FROM quire.comment p
              WHERE ((p.id = u.parent_id) AND (p.visible_from IS NOT NULL))) || (1000000000 + ( SELECT (count(*))::integer AS count
               FROM quire.comment o
              WHERE ((o.parent_id = u.parent_id) AND (o.visible_from IS NULL) AND (ROW(o.published_at, o.id) < ROW(u.published_at, u.id))))))
        END AS place,
        CASE
            WHEN (visible_from IS NULL) THEN 0
            ELSE ( SELECT COALESCE(max(k.rank), 0) AS "coalesce"
               FROM unnest((quire.place_of(u.path))[2:]) k(rank))
        END AS widest,
    ((( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = u.entry_id)) || '#comment-'::text) || id) AS uri,
    (((( SELECT s.url
           FROM quire.site s) || ( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = u.entry_id))) || '#comment-'::text) || id) AS link,
    kind,
    status,
        CASE
            WHEN waits THEN NULL::integer
            WHEN (block_id IS NULL) THEN number
            ELSE (number + ( SELECT b.before
               FROM quire.comment_block b
              WHERE (b.id = u.block_id)))
        END AS number,
        CASE
            WHEN is_deleted THEN ''::text
            ELSE content_html
        END AS content_html,
        CASE
            WHEN is_deleted THEN ''::text
            ELSE content_markdown
        END AS content_markdown,
        CASE
            WHEN is_deleted THEN ''::text
            ELSE content_text
        END AS content_text,
        CASE
            WHEN is_deleted THEN ''::text
            WHEN (waits OR (author_id = quire_viewer.viewer_id()) OR (id = ANY (quire_viewer.receipt_ids()))) THEN content_source
            ELSE content_html
        END AS content_source,
        CASE
            WHEN (NOT is_deleted) THEN author_id
            ELSE NULL::bigint
        END AS author_id,
        CASE
            WHEN (NOT is_deleted) THEN guest_name
            ELSE NULL::text
        END AS guest_name,
        CASE
            WHEN (NOT is_deleted) THEN guest_url
            ELSE NULL::text
        END AS guest_url,
        CASE
            WHEN is_deleted THEN (md5((id)::text))::uuid
            ELSE guest_avatar_key
        END AS guest_avatar_key,
        CASE
            WHEN (NOT is_deleted) THEN source_url
            ELSE NULL::text
        END AS source_url,
        CASE
            WHEN (NOT is_deleted) THEN source_title
            ELSE NULL::text
        END AS source_title,
        CASE
            WHEN (NOT is_deleted) THEN source_site_name
            ELSE NULL::text
        END AS source_site_name,
        CASE
            WHEN (NOT is_deleted) THEN source_verified_at
            ELSE NULL::timestamp with time zone
        END AS source_verified_at,
    published_at,
    updated_at,
    is_deleted,
        CASE
            WHEN waits THEN 0
            ELSE reply_count
        END AS reply_count,
        CASE
            WHEN waits THEN 0
            ELSE descendant_count
        END AS descendant_count,
    like_count,
    search,
    is_listed,
    waits,
        CASE
            WHEN (NOT waits) THEN published_at
            ELSE NULL::timestamp with time zone
        END AS shown_at,
    reply_count AS counted_replies
   FROM ( SELECT c.id,
            c.entry_id,
            c.parent_id,
            c.root_id,
            c.path,
            c.depth,
            c.kind,
            c.content_html,
            c.content_markdown,
            c.content_text,
            c.content_source,
            c.author_id,
            c.guest_name,
            c.guest_url,
            c.guest_avatar_key,
            c.source_url,
            c.source_title,
            c.source_site_name,
            c.source_verified_at,
            c.published_at,
            c.updated_at,
            c.is_deleted,
            c.reply_count,
            c.descendant_count,
            c.like_count,
            c.search,
            c.visible_from,
            c.number,
            c.block_id,
            'APPROVED'::text AS status,
            true AS is_listed,
            false AS waits,
            ((c.visible_from IS NOT NULL) AND ((EXISTS ( SELECT
                   FROM quire.withheld_discussion w
                  WHERE ((w.entry_id = c.entry_id) AND COALESCE((w.shown_at > now()), true)))) IS FALSE)) AS is_shown
           FROM quire.comment c
        UNION ALL
         SELECT c.id,
            c.entry_id,
            c.parent_id,
            c.root_id,
            c.path,
            c.depth,
            c.kind,
            c.content_html,
            c.content_markdown,
            c.content_text,
            c.content_source,
            c.author_id,
            c.guest_name,
            c.guest_url,
            c.guest_avatar_key,
            c.source_url,
            c.source_title,
            c.source_site_name,
            c.source_verified_at,
            c.published_at,
            c.updated_at,
            c.is_deleted,
            c.reply_count,
            c.descendant_count,
            c.like_count,
            c.search,
            c.visible_from,
            c.number,
            c.block_id,
                CASE
                    WHEN (c.status = 'SPAM'::text) THEN 'HELD'::text
                    ELSE c.status
                END AS status,
            ((c.status = ANY (ARRAY['HELD'::text, 'SPAM'::text])) AND ((c.parent_id IS NULL) OR (EXISTS ( SELECT
                   FROM quire.comment p
                  WHERE ((p.id = c.parent_id) AND (p.visible_from IS NOT NULL)))))),
            true,
            true
           FROM quire.comment c
          WHERE ((c.id = ANY (( SELECT (ARRAY( SELECT o.id
                           FROM quire.comment o
                          WHERE ((o.author_id = quire_viewer.viewer_id()) AND (o.visible_from IS NULL) AND (NOT o.is_deleted))) || quire_viewer.receipt_ids()))::bigint[])) AND (NOT c.is_deleted) AND ((c.visible_from IS NULL) OR (EXISTS ( SELECT
                   FROM quire.withheld_discussion w
                  WHERE ((w.entry_id = c.entry_id) AND COALESCE((w.shown_at > now()), true))))) AND (EXISTS ( SELECT
                   FROM quire.entry e
                  WHERE ((e.id = c.entry_id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))))) u
  WHERE is_shown;

drop function quire.comment_ids_of_viewer;
