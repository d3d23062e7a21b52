-- Comments by BEST and WORST: an index serves the order for signed-in viewers and editors too, who read the whole table for a page before.
-- An index serves the column of the table, not what their views make of it: reply_count is 0 where no reply is shown.

create or replace view quire_reader.comment as
 SELECT id,
    entry_id,
    ( SELECT e.kind
           FROM quire.entry e
          WHERE (e.id = c.entry_id)) AS entry_kind,
    parent_id,
    root_id,
    path,
    depth,
    quire.place_of(path) AS place,
    ( SELECT COALESCE(max(k.rank), 0) AS "coalesce"
           FROM unnest((quire.place_of(c.path))[2:]) k(rank)) AS widest,
    ((( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = c.entry_id)) || '#comment-'::text) || id) AS uri,
    (((( SELECT s.url
           FROM quire.site s) || ( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = c.entry_id))) || '#comment-'::text) || id) AS link,
    kind,
    'APPROVED'::text AS status,
        CASE
            WHEN (block_id IS NULL) THEN number
            ELSE (number + ( SELECT b.before
               FROM quire.comment_block b
              WHERE (b.id = c.block_id)))
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
    reply_count,
    descendant_count,
    like_count,
    search,
    true AS is_listed,
    false AS waits,
    published_at AS shown_at,
    reply_count AS counted_replies
   FROM quire.comment c
  WHERE ((visible_from IS NOT NULL) AND (NOT (entry_id IN ( SELECT w.entry_id
           FROM quire.withheld_discussion w
          WHERE COALESCE((w.shown_at > now()), true)))));

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
            ((c.visible_from IS NOT NULL) AND (NOT (c.entry_id IN ( SELECT w.entry_id
                   FROM quire.withheld_discussion w
                  WHERE COALESCE((w.shown_at > now()), true))))) AS is_shown
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
          WHERE ((c.id = ANY (ARRAY( SELECT c_1.id
                   FROM quire.comment c_1
                  WHERE ((c_1.author_id = quire_viewer.viewer_id()) AND (c_1.visible_from IS NULL))
                UNION
                 SELECT unnest(quire_viewer.receipt_ids()) AS unnest))) AND (NOT c.is_deleted) AND ((c.visible_from IS NULL) OR (c.entry_id IN ( SELECT w.entry_id
                   FROM quire.withheld_discussion w
                  WHERE COALESCE((w.shown_at > now()), true)))) AND (EXISTS ( SELECT
                   FROM quire.entry e
                  WHERE ((e.id = c.entry_id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))))) u
  WHERE is_shown;

create or replace view quire.written_comment as
 SELECT c.id,
    c.entry_id,
    ( SELECT e.kind
           FROM quire.entry e
          WHERE (e.id = c.entry_id)) AS entry_kind,
    c.parent_id,
    c.root_id,
    c.path,
    c.depth,
        CASE
            WHEN (c.visible_from IS NOT NULL) THEN quire.place_of(c.path)
            ELSE (( SELECT quire.place_of(p.path) AS place_of
               FROM quire.comment p
              WHERE ((p.id = c.parent_id) AND (p.visible_from IS NOT NULL))) || (1000000000 + ( SELECT (count(*))::integer AS count
               FROM quire.comment o
              WHERE ((o.parent_id = c.parent_id) AND (o.visible_from IS NULL) AND (ROW(o.published_at, o.id) < ROW(c.published_at, c.id))))))
        END AS place,
        CASE
            WHEN (c.visible_from IS NULL) THEN 0
            ELSE ( SELECT COALESCE(max(k.rank), 0) AS "coalesce"
               FROM unnest((quire.place_of(c.path))[2:]) k(rank))
        END AS widest,
    ((( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = c.entry_id)) || '#comment-'::text) || c.id) AS uri,
    (((( SELECT s.url
           FROM quire.site s) || ( SELECT e.uri
           FROM quire.entry e
          WHERE (e.id = c.entry_id))) || '#comment-'::text) || c.id) AS link,
    c.kind,
    c.status,
        CASE
            WHEN (NOT l.is_listed) THEN NULL::integer
            WHEN (c.block_id IS NULL) THEN c.number
            ELSE (c.number + ( SELECT b.before
               FROM quire.comment_block b
              WHERE (b.id = c.block_id)))
        END AS number,
        CASE
            WHEN c.is_deleted THEN ''::text
            ELSE c.content_html
        END AS content_html,
        CASE
            WHEN c.is_deleted THEN ''::text
            ELSE c.content_markdown
        END AS content_markdown,
        CASE
            WHEN c.is_deleted THEN ''::text
            ELSE c.content_text
        END AS content_text,
        CASE
            WHEN c.is_deleted THEN ''::text
            ELSE c.content_source
        END AS content_source,
        CASE
            WHEN (NOT c.is_deleted) THEN c.author_id
            ELSE NULL::bigint
        END AS author_id,
        CASE
            WHEN (NOT c.is_deleted) THEN c.guest_name
            ELSE NULL::text
        END AS guest_name,
        CASE
            WHEN (NOT c.is_deleted) THEN c.guest_url
            ELSE NULL::text
        END AS guest_url,
        CASE
            WHEN c.is_deleted THEN (md5((c.id)::text))::uuid
            ELSE c.guest_avatar_key
        END AS guest_avatar_key,
        CASE
            WHEN (NOT c.is_deleted) THEN c.source_url
            ELSE NULL::text
        END AS source_url,
        CASE
            WHEN (NOT c.is_deleted) THEN c.source_title
            ELSE NULL::text
        END AS source_title,
        CASE
            WHEN (NOT c.is_deleted) THEN c.source_site_name
            ELSE NULL::text
        END AS source_site_name,
        CASE
            WHEN (NOT c.is_deleted) THEN c.source_verified_at
            ELSE NULL::timestamp with time zone
        END AS source_verified_at,
    c.published_at,
    c.updated_at,
    c.is_deleted,
        CASE
            WHEN l.is_listed THEN c.reply_count
            ELSE 0
        END AS reply_count,
        CASE
            WHEN l.is_listed THEN c.descendant_count
            ELSE 0
        END AS descendant_count,
    c.like_count,
    c.search,
    l.is_listed,
    false AS waits,
    c.reply_count AS counted_replies
   FROM (quire.comment c
     CROSS JOIN LATERAL ( SELECT ((c.visible_from IS NOT NULL) AND (NOT (c.entry_id IN ( SELECT w.entry_id
                   FROM quire.withheld_discussion w
                  WHERE COALESCE((w.shown_at > now()), true))))) AS is_listed) l);

create or replace view quire_editor.comment as
 SELECT id,
    entry_id,
    entry_kind,
    parent_id,
    root_id,
    path,
    depth,
    place,
    widest,
    uri,
    link,
    kind,
    status,
    number,
    content_html,
    content_markdown,
    content_text,
    content_source,
    author_id,
    guest_name,
    guest_url,
    guest_avatar_key,
    source_url,
    source_title,
    source_site_name,
    source_verified_at,
    published_at,
    updated_at,
    is_deleted,
    reply_count,
    descendant_count,
    like_count,
    search,
    is_listed,
    waits,
        CASE
            WHEN is_listed THEN published_at
            ELSE NULL::timestamp with time zone
        END AS shown_at,
    counted_replies
   FROM quire.written_comment w;

-- Terms for signed-in viewers as other views of theirs have it: a bare table first, and posts to come are counted for those terms alone that are asked for.

create or replace view quire_viewer.term as
 SELECT id,
    kind,
    slug,
    uri,
    name,
    sort_name,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    description,
    parent_id,
    path,
    (post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_term l
          WHERE ((l.term_id = u.id) AND (l.published_at > now())))) AS post_count,
    (total_post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_category k
          WHERE ((k.category_id = u.id) AND (k.published_at > now())))) AS total_post_count,
    created_at,
    updated_at
   FROM ( SELECT id,
    kind,
    slug,
    uri,
    name,
    sort_name,
    description,
    parent_id,
    path,
    post_count,
    total_post_count,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at,
    (is_public OR (( SELECT min(l.published_at) AS min
           FROM quire.post_term l
          WHERE (l.term_id = t.id)) <= now())) AS is_shown
   FROM quire.term t
UNION ALL
 SELECT t.id,
    t.kind,
    t.slug,
    t.uri,
    t.name,
    t.sort_name,
    t.description,
    t.parent_id,
    t.path,
    t.post_count,
    t.total_post_count,
    t.created_at,
    COALESCE(t.updated_at, t.created_at) AS updated_at,
    true
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
          WHERE (r.id = t.id)))))) u
  WHERE is_shown;
