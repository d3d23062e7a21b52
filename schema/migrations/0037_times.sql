-- When each node was made, and when what is shown of it was last changed. What was there before this migration counts as made now, and authors as they joined.

alter table quire.author add column updated_at timestamptz;
alter table quire.term add column created_at timestamptz not null default now(), add column updated_at timestamptz;
alter table quire.media add column updated_at timestamptz;
alter table quire.menu add column created_at timestamptz not null default now(), add column updated_at timestamptz;
alter table quire.redirect add column updated_at timestamptz;
alter table quire.menu_item add column created_at timestamptz not null default now(), add column updated_at timestamptz;

create function quire.set_updated_at() returns trigger
language plpgsql as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end $$;

create trigger set_updated_at before update on quire.author
  for each row when ((old.slug, old.uri, old.name, old.bio_source, old.url, old.links, old.avatar_key)
    is distinct from (new.slug, new.uri, new.name, new.bio_source, new.url, new.links, new.avatar_key))
  execute function quire.set_updated_at();

create trigger set_updated_at before update on quire.term
  for each row when ((old.slug, old.uri, old.name, old.description, old.parent_id)
    is distinct from (new.slug, new.uri, new.name, new.description, new.parent_id))
  execute function quire.set_updated_at();

create trigger set_updated_at before update on quire.media
  for each row when ((old.url, old.mime_type, old.alt, old.caption, old.title, old.width, old.height, old.file_size)
    is distinct from (new.url, new.mime_type, new.alt, new.caption, new.title, new.width, new.height, new.file_size))
  execute function quire.set_updated_at();

create trigger set_updated_at before update on quire.menu
  for each row when ((old.slug, old.name, old.location, old.version)
    is distinct from (new.slug, new.name, new.location, new.version))
  execute function quire.set_updated_at();

create trigger set_updated_at before update on quire.redirect
  for each row when ((old.uri, old.location)
    is distinct from (new.uri, new.location))
  execute function quire.set_updated_at();

create trigger set_updated_at before update on quire.menu_item
  for each row when ((old.menu_id, old.parent_id, old.position, old.depth, old.label, old.url, old.entry_id, old.term_id, old.author_id)
    is distinct from (new.menu_id, new.parent_id, new.position, new.depth, new.label, new.url, new.entry_id, new.term_id, new.author_id))
  execute function quire.set_updated_at();

create or replace view quire_reader.author as
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    bio_html,
    bio_markdown,
    bio_text,
    bio_html AS bio_source,
    url,
    links,
    avatar_key,
    joined_at,
    (post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_author l
          WHERE ((l.author_id = a.id) AND (l.published_at > now())))) AS post_count,
    search,
    coalesce(a.updated_at, a.joined_at) as updated_at
   FROM quire.author a
  WHERE (is_public OR (( SELECT min(e.published_at) AS min
           FROM quire.entry e
          WHERE ((e.author_id = a.id) AND (e.status = 'PUBLISHED'::text))) <= now()) OR (( SELECT min(l.published_at) AS min
           FROM quire.post_author l
          WHERE (l.author_id = a.id)) <= now()) OR (( SELECT c.id
           FROM quire.comment c
          WHERE ((c.author_id = a.id) AND (NOT c.is_deleted) AND (c.visible_from IS NOT NULL) AND (NOT (c.entry_id IN ( SELECT w.entry_id
                   FROM quire.withheld_discussion w
                  WHERE COALESCE((w.shown_at > now()), true)))))
         LIMIT 1) IS NOT NULL));

create or replace view quire_viewer.author as
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
    coalesce(a.updated_at, a.joined_at) as updated_at
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
         SELECT p.author_id
           FROM quire.previewed_page p))) AND (NOT (EXISTS ( SELECT
           FROM quire_reader.author r
          WHERE (r.id = a.id)))));

create or replace view quire_editor.author as
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    (( SELECT s.url
           FROM quire.site s) || uri) AS link,
    bio_html,
    bio_markdown,
    bio_text,
    bio_source,
    url,
    links,
    avatar_key,
    joined_at,
    (post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_author l
          WHERE ((l.author_id = a.id) AND (l.published_at > now())))) AS post_count,
    search,
    coalesce(a.updated_at, a.joined_at) as updated_at
   FROM quire.author a;

create or replace view quire_reader.term as
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
          WHERE ((l.term_id = t.id) AND (l.published_at > now())))) AS post_count,
    (total_post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_category k
          WHERE ((k.category_id = t.id) AND (k.published_at > now())))) AS total_post_count,
    t.created_at,
    coalesce(t.updated_at, t.created_at) as updated_at
   FROM quire.term t
  WHERE (is_public OR (( SELECT min(l.published_at) AS min
           FROM quire.post_term l
          WHERE (l.term_id = t.id)) <= now()));

create or replace view quire_viewer.term as
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
    coalesce(t.updated_at, t.created_at) as updated_at
   FROM quire.term t
  WHERE ((NOT t.is_public) AND (t.id = ANY (ARRAY( SELECT l.term_id
           FROM (quire.post_term l
             JOIN quire.unlisted_post_of_viewer o ON ((o.post_id = l.post_id)))
        UNION
         SELECT p.term_id
           FROM quire.previewed_term p))) AND (NOT (EXISTS ( SELECT
           FROM quire_reader.term r
          WHERE (r.id = t.id)))));

create or replace view quire_editor.term as
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
          WHERE ((l.term_id = t.id) AND (l.published_at > now())))) AS post_count,
    (total_post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_category k
          WHERE ((k.category_id = t.id) AND (k.published_at > now())))) AS total_post_count,
    t.created_at,
    coalesce(t.updated_at, t.created_at) as updated_at
   FROM quire.term t;

create or replace view quire_reader.category as
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    parent_id,
    path,
    post_count,
    total_post_count,
    t.created_at,
    t.updated_at
   FROM quire_reader.term t
  WHERE (kind = 'CATEGORY'::text);

create or replace view quire_viewer.category as
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    parent_id,
    path,
    post_count,
    total_post_count,
    t.created_at,
    t.updated_at
   FROM quire_viewer.term t
  WHERE (kind = 'CATEGORY'::text);

create or replace view quire_editor.category as
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    parent_id,
    path,
    post_count,
    total_post_count,
    t.created_at,
    t.updated_at
   FROM quire_editor.term t
  WHERE (kind = 'CATEGORY'::text);

create or replace view quire_reader.tag as
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    post_count,
    t.created_at,
    t.updated_at
   FROM quire_reader.term t
  WHERE (kind = 'TAG'::text);

create or replace view quire_viewer.tag as
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    post_count,
    t.created_at,
    t.updated_at
   FROM quire_viewer.term t
  WHERE (kind = 'TAG'::text);

create or replace view quire_editor.tag as
 SELECT id,
    slug,
    uri,
    name,
    sort_name,
    link,
    description,
    post_count,
    t.created_at,
    t.updated_at
   FROM quire_editor.term t
  WHERE (kind = 'TAG'::text);

create or replace view quire_reader.media as
 SELECT id,
    url,
    mime_type,
    alt,
    caption,
    title,
    width,
    height,
    file_size,
    m.created_at,
    coalesce(m.updated_at, m.created_at) as updated_at
   FROM quire.media m
  WHERE ((is_public AND (attached_to IS NULL)) OR (EXISTS ( SELECT
           FROM quire.entry e
          WHERE ((e.id = m.attached_to) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))) OR (EXISTS ( SELECT
           FROM quire.entry e
          WHERE ((e.featured_media_id = m.id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))));

create or replace view quire_viewer.media as
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
    coalesce(m.updated_at, m.created_at) as updated_at
   FROM quire.media m
  WHERE ((m.id = ANY (ARRAY( SELECT e.featured_media_id
           FROM (quire.entry e
             JOIN quire.unlisted_post_of_viewer o ON ((o.post_id = e.id)))
        UNION
         SELECT p.featured_media_id
           FROM quire.previewed_post p
        UNION
         SELECT p.featured_media_id
           FROM quire.previewed_page p))) AND (NOT (EXISTS ( SELECT
           FROM quire_reader.media r
          WHERE (r.id = m.id)))));

create or replace view quire_editor.media as
 SELECT id,
    url,
    mime_type,
    alt,
    caption,
    title,
    width,
    height,
    file_size,
    m.created_at,
    coalesce(m.updated_at, m.created_at) as updated_at
   FROM quire.media m;

create or replace view quire_reader.menu as
 SELECT id,
    slug,
    name,
    location,
    NULL::integer AS version,
    m.created_at,
    coalesce(m.updated_at, m.created_at) as updated_at
   FROM quire.menu m;

create or replace view quire_viewer.menu as
 SELECT id,
    slug,
    name,
    location,
    version,
    v.created_at,
    v.updated_at
   FROM quire_reader.menu v;

create or replace view quire_editor.menu as
 SELECT id,
    slug,
    name,
    location,
    version,
    m.created_at,
    coalesce(m.updated_at, m.created_at) as updated_at
   FROM quire.menu m;

create or replace view quire_reader.menu_item as
 WITH RECURSIVE item AS (
         SELECT i_1.id,
            i_1.menu_id,
            i_1.parent_id,
            i_1."position",
            COALESCE(NULLIF(i_1.label, ''::text), e.title, t_1.name, a.name, i_1.url) AS label,
            COALESCE(i_1.url, (( SELECT s.url
                   FROM quire.site s) || COALESCE(e.uri, t_1.uri, a.uri))) AS url,
            COALESCE(e.kind, t_1.kind,
                CASE
                    WHEN (a.id IS NOT NULL) THEN 'AUTHOR'::text
                    ELSE NULL::text
                END) AS target_kind,
            COALESCE(e.id, t_1.id, a.id) AS target_id,
            (num_nonnulls(i_1.url, e.id, t_1.id, a.id) = 1) AS is_shown,
            NULLIF(i_1.label, ''::text) AS given_label
           FROM (((quire.menu_item i_1
             LEFT JOIN quire.entry e ON (((e.id = i_1.entry_id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))))
             LEFT JOIN quire_reader.term t_1 ON ((t_1.id = i_1.term_id)))
             LEFT JOIN quire_reader.author a ON ((a.id = i_1.author_id)))
        ), tree AS (
         SELECT i_1.id,
            NULL::bigint AS parent_id,
            0 AS depth,
                CASE
                    WHEN i_1.is_shown THEN i_1.id
                    ELSE NULL::bigint
                END AS nearest,
            (i_1.is_shown)::integer AS depth_below
           FROM item i_1
          WHERE (i_1.parent_id IS NULL)
        UNION ALL
         SELECT i_1.id,
            t_1.nearest,
            t_1.depth_below,
                CASE
                    WHEN i_1.is_shown THEN i_1.id
                    ELSE t_1.nearest
                END AS nearest,
            (t_1.depth_below + (i_1.is_shown)::integer)
           FROM (tree t_1
             JOIN item i_1 ON ((i_1.parent_id = t_1.id)))
        )
 SELECT i.id,
    i.menu_id,
    t.parent_id,
    i."position",
    t.depth,
    i.label,
    i.url,
    i.target_kind,
    i.target_id,
    i.given_label,
    ( SELECT k.created_at FROM quire.menu_item k WHERE (k.id = i.id)) AS created_at,
    ( SELECT COALESCE(k.updated_at, k.created_at) FROM quire.menu_item k WHERE (k.id = i.id)) AS updated_at
   FROM (item i
     JOIN tree t ON ((t.id = i.id)))
  WHERE i.is_shown;

create or replace view quire_viewer.menu_item as
 SELECT id,
    menu_id,
    parent_id,
    "position",
    depth,
    label,
    url,
    target_kind,
    target_id,
    given_label,
    v.created_at,
    v.updated_at
   FROM quire_reader.menu_item v;

create or replace view quire_editor.menu_item as
 SELECT id,
    menu_id,
    parent_id,
    "position",
    depth,
    label,
    url,
    target_kind,
    target_id,
    given_label,
    v.created_at,
    v.updated_at
   FROM quire_reader.menu_item v;

create or replace view quire_reader.redirect as
 SELECT id,
    uri,
    location,
    created_at,
    coalesce(r.updated_at, r.created_at) as updated_at
   FROM quire.redirect r
  WHERE false;

create or replace view quire_viewer.redirect as
 SELECT id,
    uri,
    location,
    created_at,
    v.updated_at
   FROM quire_reader.redirect v;

create or replace view quire_editor.redirect as
 SELECT id,
    uri,
    location,
    created_at,
    coalesce(r.updated_at, r.created_at) as updated_at
   FROM quire.redirect r;

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
    c.published_at as shown_at
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
    case when not u.waits then u.published_at end as shown_at
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
    case when w.is_listed then w.published_at end as shown_at
   FROM quire.written_comment w;
