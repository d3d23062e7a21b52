-- What is rarely asked is asked by a function. A view that asks it in subqueries has them prepared wherever it is read, nearly always
-- for nothing: a post page names authors in three places, and started 27 of them.
create function quire.has_public_work(author bigint) returns boolean
language plpgsql stable security definer
set search_path to ''
as $$
begin
  return coalesce((
      select min(e.published_at) from quire.entry e where e.author_id = author and e.status = 'PUBLISHED'
    ) <= now(), false)
    or coalesce((select min(l.published_at) from quire.post_author l where l.author_id = author) <= now(), false)
    or exists (
      select
      from quire.comment c
      where c.author_id = author and not c.is_deleted and c.visible_from is not null
        and (exists (
          select from quire.withheld_discussion w where w.entry_id = c.entry_id and coalesce(w.shown_at > now(), true)
        )) is false
    );
end $$;
comment on function quire.has_public_work is 'Whether readers see an entry or a comment by this author, whose profile they then see as well.';

create function quire.is_carried(term bigint) returns boolean
language plpgsql stable security definer
set search_path to ''
as $$
begin
  return coalesce((select min(l.published_at) from quire.post_term l where l.term_id = term) <= now(), false);
end $$;
comment on function quire.is_carried is 'Whether a post that readers see carries this term, which they then see as well.';

create function quire.author_ids_of_viewer() returns bigint[]
language plpgsql stable security definer
set search_path to ''
as $$
begin
  return array(
    select quire_viewer.viewer_id()
    union
    select l.author_id from quire.post_author l join quire.unlisted_post_of_viewer o on o.post_id = l.post_id
    union
    select r.saved_by
    from quire.entry_revision r
    join quire.post_author o on o.post_id = r.entry_id
    where o.author_id = quire_viewer.viewer_id()
    union
    select v.created_by_id from quire_viewer.preview v
    union
    select p.author_id from quire.previewed_author p
    union
    select unnest(d.author_ids) from quire.draft_of_viewer d
    union
    select p.author_id from quire.previewed_page p
  );
end $$;
comment on function quire.author_ids_of_viewer is 'Whose profiles the viewer sees, whether or not they are public: asked once a statement, and only if it meets a hidden one.';

create function quire.term_ids_of_viewer() returns bigint[]
language plpgsql stable security definer
set search_path to ''
as $$
begin
  return array(
    select l.term_id from quire.post_term l join quire.unlisted_post_of_viewer o on o.post_id = l.post_id
    union
    select unnest(d.term_ids) from quire.draft_of_viewer d
    union
    select p.term_id from quire.previewed_term p
  );
end $$;
comment on function quire.term_ids_of_viewer is 'Likewise: what the drafts of the viewer carry, and what is previewed.';

create function quire.media_ids_of_viewer() returns bigint[]
language plpgsql stable security definer
set search_path to ''
as $$
begin
  return array(
    select e.featured_media_id from quire.entry e join quire.unlisted_post_of_viewer o on o.post_id = e.id
    union
    select p.featured_media_id from quire.previewed_post p
    union
    select d.featured_media_id from quire.draft_of_viewer d
    union
    select p.featured_media_id from quire.previewed_page p
  );
end $$;
comment on function quire.media_ids_of_viewer is 'Likewise: the pictures of the drafts of the viewer, and of what is previewed.';

create function quire.comment_ids_of_viewer() returns bigint[]
language plpgsql stable security definer
set search_path to ''
as $$
begin
  return array(
    select c.id
    from quire.comment c
    where c.id = any (array(
        select c.id from quire.comment c where c.author_id = quire_viewer.viewer_id() and c.visible_from is null
        union
        select unnest(quire_viewer.receipt_ids())
      ))
      and not c.is_deleted
      and (c.visible_from is null or exists (
        select from quire.withheld_discussion w where w.entry_id = c.entry_id and coalesce(w.shown_at > now(), true)
      ))
      and exists (
        select from quire.entry e where e.id = c.entry_id and e.status = 'PUBLISHED' and e.published_at <= now()
      )
  );
end $$;
comment on function quire.comment_ids_of_viewer is 'Likewise: comments that the viewer has written, and those of receipts, that readers do not see though they see the entry.';

-- Whether a discussion is withheld: "not in" made a hash of all that are, for each list, however short. Asked for with "is false", so
-- that Postgres makes no join of it (the first branch of a union must stay a table), it chooses between the hash and a look-up.
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
     CROSS JOIN LATERAL ( SELECT ((c.visible_from IS NOT NULL) AND ((EXISTS ( SELECT
           FROM quire.withheld_discussion w
          WHERE ((w.entry_id = c.entry_id) AND COALESCE((w.shown_at > now()), true)))) IS FALSE)) AS is_listed) l);

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
  WHERE ((visible_from IS NOT NULL) AND ((EXISTS ( SELECT
           FROM quire.withheld_discussion w
          WHERE ((w.entry_id = c.entry_id) AND COALESCE((w.shown_at > now()), true)))) IS FALSE));

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
          WHERE (c.id = ANY (( SELECT quire.comment_ids_of_viewer())::bigint[]))) u
  WHERE is_shown;

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
    COALESCE(updated_at, joined_at) AS updated_at
   FROM quire.author a
  WHERE (is_public OR quire.has_public_work(id));

create or replace view quire_viewer.author as
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
    CASE
            WHEN (id = quire_viewer.viewer_id()) THEN bio_source
            ELSE bio_html
        END AS bio_source,
    url,
    links,
    avatar_key,
    joined_at,
    (post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_author l
          WHERE ((l.author_id = a.id) AND (l.published_at > now())))) AS post_count,
    search,
    COALESCE(updated_at, joined_at) AS updated_at
   FROM quire.author a
  WHERE (is_public OR quire.has_public_work(id) OR (id = ANY (( SELECT quire.author_ids_of_viewer())::bigint[])));

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
    created_at,
    COALESCE(updated_at, created_at) AS updated_at
   FROM quire.term t
  WHERE (is_public OR quire.is_carried(id));

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
          WHERE ((l.term_id = t.id) AND (l.published_at > now())))) AS post_count,
    (total_post_count - ( SELECT (count(*))::integer AS count
           FROM quire.post_category k
          WHERE ((k.category_id = t.id) AND (k.published_at > now())))) AS total_post_count,
    created_at,
    COALESCE(updated_at, created_at) AS updated_at
   FROM quire.term t
  WHERE (is_public OR quire.is_carried(id) OR (id = ANY (( SELECT quire.term_ids_of_viewer())::bigint[])));

create or replace view quire_reader.found_term as
 SELECT id,
    kind,
    search
   FROM quire.term t
  WHERE (is_public OR quire.is_carried(id));

create or replace view quire_viewer.media as
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
          WHERE ((e.featured_media_id = m.id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now())))) OR (id = ANY (( SELECT quire.media_ids_of_viewer())::bigint[])));
