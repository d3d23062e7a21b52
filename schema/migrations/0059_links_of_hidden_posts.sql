-- The second branch of these unions, links of posts that readers do not see, becomes a table without a "where", as the first is: what it
-- shows says is_shown. Only so Postgres takes it into the query around it, and looks up the links of one post, or of one category; it read
-- all that are unpublished for each post of a list. Its time is computed, so that no index of times could mislead a page.

create or replace view quire_editor.post_author as
 SELECT post_id,
    author_id,
    "position",
    published_at
   FROM ( SELECT l.post_id,
            l.author_id,
            l."position",
            l.published_at,
            ((l.published_at IS NOT NULL) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_author l
        UNION ALL
         SELECT l.post_id,
            l.author_id,
            l."position",
            ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = l.post_id)) AS published_at,
            ((l.published_at IS NULL) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id()))
           FROM quire.post_author l
        UNION ALL
         SELECT p.post_id,
            p.author_id,
            p."position",
            p.published_at,
            true
           FROM quire.previewed_author p) u
  WHERE is_shown;

create or replace view quire_editor.post_category as
 SELECT post_id,
    category_id,
    is_own,
    published_at
   FROM ( SELECT k.post_id,
            k.category_id,
            k.is_own,
            k.published_at,
            ((k.published_at IS NOT NULL) AND (k.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_category k
        UNION ALL
         SELECT k.post_id,
            k.category_id,
            k.is_own,
            ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = k.post_id)) AS published_at,
            ((k.published_at IS NULL) AND (k.post_id IS DISTINCT FROM quire_viewer.preview_id()))
           FROM quire.post_category k
        UNION ALL
         SELECT p.post_id,
            p.category_id,
            p.is_own,
            p.published_at,
            true
           FROM quire.previewed_category p) u
  WHERE is_shown;

create or replace view quire_editor.post_term as
 SELECT post_id,
    term_id,
    "position",
    published_at
   FROM ( SELECT l.post_id,
            l.term_id,
            l."position",
            l.published_at,
            ((l.published_at IS NOT NULL) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_term l
        UNION ALL
         SELECT l.post_id,
            l.term_id,
            l."position",
            ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = l.post_id)) AS published_at,
            ((l.published_at IS NULL) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id()))
           FROM quire.post_term l
        UNION ALL
         SELECT p.post_id,
            p.term_id,
            p."position",
            p.published_at,
            true
           FROM quire.previewed_term p) u
  WHERE is_shown;

create or replace view quire_viewer.post_author as
 SELECT post_id,
    author_id,
    "position",
    published_at
   FROM ( SELECT l.post_id,
            l.author_id,
            l."position",
            l.published_at,
            ((l.published_at <= now()) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_author l
        UNION ALL
         SELECT l.post_id,
            l.author_id,
            l."position",
            COALESCE(l.published_at, ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = l.post_id))) AS "coalesce",
            ((l.post_id = ANY (ARRAY( SELECT o.post_id
                   FROM quire.unlisted_post_of_viewer o))) AND COALESCE((l.published_at > now()), true) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id()))
           FROM quire.post_author l
        UNION ALL
         SELECT p.post_id,
            p.author_id,
            p."position",
            p.published_at,
            true
           FROM quire.previewed_author p) u
  WHERE is_shown;

create or replace view quire_viewer.post_category as
 SELECT post_id,
    category_id,
    is_own,
    published_at
   FROM ( SELECT k.post_id,
            k.category_id,
            k.is_own,
            k.published_at,
            ((k.published_at <= now()) AND (k.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_category k
        UNION ALL
         SELECT k.post_id,
            k.category_id,
            k.is_own,
            COALESCE(k.published_at, ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = k.post_id))) AS "coalesce",
            ((k.post_id = ANY (ARRAY( SELECT o.post_id
                   FROM quire.unlisted_post_of_viewer o))) AND COALESCE((k.published_at > now()), true) AND (k.post_id IS DISTINCT FROM quire_viewer.preview_id()))
           FROM quire.post_category k
        UNION ALL
         SELECT p.post_id,
            p.category_id,
            p.is_own,
            p.published_at,
            true
           FROM quire.previewed_category p) u
  WHERE is_shown;

create or replace view quire_viewer.post_term as
 SELECT post_id,
    term_id,
    "position",
    published_at
   FROM ( SELECT l.post_id,
            l.term_id,
            l."position",
            l.published_at,
            ((l.published_at <= now()) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id())) AS is_shown
           FROM quire.post_term l
        UNION ALL
         SELECT l.post_id,
            l.term_id,
            l."position",
            COALESCE(l.published_at, ( SELECT w.published_at
                   FROM quire.written_post w
                  WHERE (w.id = l.post_id))) AS "coalesce",
            ((l.post_id = ANY (ARRAY( SELECT o.post_id
                   FROM quire.unlisted_post_of_viewer o))) AND COALESCE((l.published_at > now()), true) AND (l.post_id IS DISTINCT FROM quire_viewer.preview_id()))
           FROM quire.post_term l
        UNION ALL
         SELECT p.post_id,
            p.term_id,
            p."position",
            p.published_at,
            true
           FROM quire.previewed_term p) u
  WHERE is_shown;

-- without a preview, nothing is read
create or replace view quire.previewed_category as
 SELECT p.post_id,
    a.id AS category_id,
    bool_or((a.id = p.term_id)) AS is_own,
    min(p.published_at) AS published_at
   FROM ((quire.previewed_term p
     JOIN quire.term t ON (((t.id = p.term_id) AND (t.kind = 'CATEGORY'::text))))
     CROSS JOIN LATERAL unnest(t.path) a(id))
  WHERE (quire_viewer.preview_id() IS NOT NULL)
  GROUP BY p.post_id, a.id;

-- Whether a post is listed is said of what the index of times holds, too: a list of what readers see begins there below all that is to
-- come. Which post is previewed is asked once, in a subquery, and not of each row that is counted.
create or replace view quire_editor.post as
 SELECT id,
    slug,
    uri,
    title,
    sort_title,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    content_html,
    content_markdown,
    content_text,
    content_source,
    excerpt,
    excerpt_is_written,
    toc,
    word_count,
    reading_minutes,
    language,
    status,
    author_id,
    featured_media_id,
    is_sticky,
    comments_open,
    pings_open,
    published_at,
    created_at,
    updated_at,
    comment_count,
    mention_count,
    response_count,
    like_count,
    search,
    is_listed,
    shown_at,
    version,
    (EXISTS ( SELECT
           FROM quire.entry_draft d
          WHERE (d.entry_id = u.id))) AS has_draft,
    source_format,
    'BlogPosting'::text AS schema_type
   FROM ( SELECT e.id,
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
                CASE
                    WHEN ((e.status = 'PUBLISHED'::text) AND (e.published_at > now())) THEN 'SCHEDULED'::text
                    ELSE e.status
                END AS status,
            e.author_id,
            e.featured_media_id,
            e.is_sticky,
            e.comments_open,
            e.pings_open,
            COALESCE(e.published_at, '9999-01-01 00:00:00+00'::timestamp with time zone) AS published_at,
            e.created_at,
            e.updated_at,
            e.comment_count,
            e.mention_count,
            e.response_count,
            e.like_count,
            e.search,
            ((e.status = 'PUBLISHED'::text) AND (e.published_at <= now()) AND (COALESCE(e.published_at, '9999-01-01 00:00:00+00'::timestamp with time zone) <= now())) AS is_listed,
            e.published_at AS shown_at,
            e.version,
            ((e.kind = 'POST'::text) AND (e.id IS DISTINCT FROM ( SELECT quire_viewer.preview_id()))) AS is_shown
           FROM quire.entry e
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
            ((e.kind = 'POST'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()) AND (e.id IS DISTINCT FROM ( SELECT quire_viewer.preview_id()))) AS is_shown
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
            w.is_listed,
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
