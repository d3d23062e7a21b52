-- name: allow_long_work
-- An import may take longer than a request may; it waits for locks, though not for ever.
select set_config('statement_timeout', '0', true),
  set_config('idle_in_transaction_session_timeout', '0', true),
  set_config('lock_timeout', '30s', true)

-- name: only_import
-- Whether no other import is running: $1 is a number that all of them share.
select pg_try_advisory_xact_lock($1) as is_only

-- name: known
-- What is here already of kind $2 from source $1, by the ids it had there ($3 text[]).
select i.source_id, i.target_id, i.digest
from imported i
where i.source = $1
  and i.kind = $2
  and i.source_id = any($3::text[])
  and case i.kind
    when 'author' then exists (select from author t where t.id = i.target_id)
    when 'CATEGORY' then exists (select from term t where t.id = i.target_id)
    when 'TAG' then exists (select from term t where t.id = i.target_id)
    when 'media' then exists (select from media t where t.id = i.target_id)
    when 'entry' then exists (select from entry t where t.id = i.target_id)
    when 'comment' then exists (select from comment t where t.id = i.target_id)
    when 'menu' then exists (select from menu t where t.id = i.target_id)
    else true
  end

-- name: remember
-- What came from source $1 of kind $2: their ids ($3 text[]), ours ($4 bigint[]), digests ($5 bytea[]).
insert into imported (source, kind, source_id, target_id, digest)
select $1, $2, k.source_id, k.target_id, k.digest
from unnest($3::text[], $4::bigint[], $5::bytea[]) as k (source_id, target_id, digest)
on conflict (source, kind, source_id) do update
set target_id = excluded.target_id,
  digest = excluded.digest

-- name: new_ids
-- $2 ids for the table $1, so that what refers to a row can be written together with it.
select nextval(pg_get_serial_sequence($1, 'id')) as id
from generate_series(1, $2)

-- name: site
select s.title, s.tagline, s.url, s.language
from site s

-- name: update_site
-- Title $1, tagline $2, url $3, language $4; null url and language: as they are.
update site
set title = $1,
  tagline = $2,
  url = coalesce($3, url),
  language = coalesce($4, language)

-- name: taken_author_slugs
select a.slug as name
from author a
where a.slug = any($1::text[])
  and a.id <> all($2::bigint[])

-- name: insert_authors
insert into author (
  id, slug, uri, name, bio_html, bio_markdown, bio_text, bio_source, url, links, is_public, joined_at
)
overriding system value
select r.id, r.slug, r.uri, r.name, r.bio_html, r.bio_markdown, r.bio_text, r.bio_source, r.url,
  r.links, r.is_public, coalesce(r.joined_at, now())
from jsonb_populate_recordset(null::author, $1) as r
order by r.id

-- name: update_authors
update author a
set name = r.name,
  bio_html = r.bio_html,
  bio_markdown = r.bio_markdown,
  bio_text = r.bio_text,
  bio_source = r.bio_source,
  url = r.url,
  links = r.links,
  is_public = a.is_public or r.is_public,
  joined_at = coalesce(r.joined_at, a.joined_at)
from jsonb_populate_recordset(null::author, $1) as r
where a.id = r.id

-- name: write_authors_private
insert into author_private (author_id, login, email)
select r.author_id, r.login, r.email
from jsonb_populate_recordset(null::author_private, $1) as r
on conflict (author_id) do update
set login = excluded.login,
  email = excluded.email

-- name: date_authors
-- Authors ($1 bigint[]) of whom it is not known since when they are here: since their first post.
update author a
set joined_at = f.published_at
from (
  select l.author_id, min(l.published_at) as published_at
  from post_author l
  where l.author_id = any($1::bigint[])
  group by l.author_id
) f
where f.author_id = a.id
  and f.published_at < a.joined_at

-- name: taken_term_slugs
-- Of kind $3.
select t.slug as name
from term t
where t.kind = $3
  and t.slug = any($1::text[])
  and t.id <> all($2::bigint[])

-- name: insert_terms
insert into term (id, kind, slug, uri, name, description)
overriding system value
select r.id, r.kind, r.slug, r.uri, r.name, r.description
from jsonb_populate_recordset(null::term, $1) as r
order by r.id

-- name: update_terms
-- Detached: what they stand under now is found at the end.
update term t
set name = r.name,
  description = r.description,
  parent_id = null
from jsonb_populate_recordset(null::term, $1) as r
where t.id = r.id

-- name: insert_media
insert into media (
  id, url, mime_type, alt, caption, title, width, height, file_size, is_public, created_at
)
overriding system value
select r.id, r.url, r.mime_type, r.alt, r.caption, r.title, r.width, r.height, r.file_size,
  r.is_public, coalesce(r.created_at, now())
from jsonb_populate_recordset(null::media, $1) as r
order by r.id

-- name: update_media
-- Detached: what it belongs to now is found at the end.
update media m
set url = r.url,
  mime_type = r.mime_type,
  alt = r.alt,
  caption = r.caption,
  title = r.title,
  width = r.width,
  height = r.height,
  file_size = r.file_size,
  attached_to = null,
  is_public = r.is_public,
  created_at = coalesce(r.created_at, m.created_at)
from jsonb_populate_recordset(null::media, $1) as r
where m.id = r.id

-- name: taken_uris
-- Trash holds no address.
select e.uri as name
from entry e
where e.uri = any($1::text[])
  and e.id <> all($2::bigint[])
  and e.status <> 'TRASH'
union
select t.uri
from term t
where t.uri = any($1::text[])
union
select a.uri
from author a
where a.uri = any($1::text[])

-- name: taken_post_slugs
select e.slug as name
from entry e
where e.slug = any($1::text[])
  and e.id <> all($2::bigint[])
  and e.status <> 'TRASH'
  and e.kind = 'POST'

-- name: entries_before_change
select e.id, e.slug, e.uri, e.status, e.parent_id, e.featured_media_id
from entry e
where e.id = any($1::bigint[])

-- name: hold_entries
-- By their ids, as all hold them. Who deletes a comment holds what it stands on, too.
select e.id from entry e where e.id = any($1::bigint[]) order by e.id for no key update

-- name: entries_as_written
-- What an author gave of entries ($1 bigint[]), without the drafts beside them.
select e.id, e.kind, e.version, e.content_text, e.title, e.content_source as content, e.source_format as format,
  e.slug, e.language, e.menu_order, e.is_sticky, e.comments_open, e.pings_open,
  case when e.excerpt_is_written then e.excerpt end as excerpt,
  e.featured_media_id as featured_media, e.parent_id as parent,
  coalesce(nullif(array(
    select l.author_id from post_author l where l.post_id = e.id order by l.position, l.author_id
  ), '{}'), array[e.author_id]) as authors,
  array(select l.term_id from post_term l where l.post_id = e.id order by l.position, l.term_id) as terms
from entry e
where e.id = any($1::bigint[])

-- name: note_versions
-- Kept as nobody's ($1 jsonb); nothing where there is one of that number.
insert into entry_revision (entry_id, version, written, content_text)
select r.entry_id, r.version, r.written, r.content_text
from jsonb_populate_recordset(null::entry_revision, $1) as r
on conflict (entry_id, version) do nothing
returning entry_id

-- name: count_versions
update entry set version = version + 1 where id = any($1::bigint[])

-- name: forget_versions
-- Those that entries ($1 bigint[]) have now.
delete from entry_revision r
using entry e
where e.id = any($1::bigint[]) and r.entry_id = e.id and r.version = e.version

-- name: forget_stale_drafts
-- Of entries ($1 bigint[]) that readers do not see.
delete from entry_draft d
using entry e
where d.entry_id = any($1::bigint[])
  and e.id = d.entry_id
  and (e.status = 'PUBLISHED' and e.published_at <= now()) is not true
returning d.entry_id

-- name: release_names
-- Entries that are about to take other names give theirs up first: two may be swapping.
update entry
set uri = '/.moving/' || id || '/',
  slug = '.moving-' || id
where id = any($1::bigint[])

-- name: insert_entries
insert into entry (
  id, kind, status, slug, uri, title, content_html, content_markdown, content_text, content_source,
  source_format, excerpt, excerpt_is_written, toc, word_count, reading_minutes, language, author_id,
  menu_order, is_sticky, comments_open, pings_open, published_at, created_at, updated_at
)
overriding system value
select r.id, r.kind, r.status, r.slug, r.uri, r.title, r.content_html, r.content_markdown,
  r.content_text, r.content_source, r.source_format, r.excerpt, r.excerpt_is_written, r.toc,
  r.word_count, r.reading_minutes, r.language, r.author_id, r.menu_order, r.is_sticky,
  r.comments_open, r.pings_open, r.published_at, coalesce(r.created_at, now()),
  coalesce(r.updated_at, now())
from jsonb_populate_recordset(null::entry, $1) as r
order by r.id

-- name: update_entries
update entry e
set kind = r.kind,
  status = r.status,
  slug = r.slug,
  uri = r.uri,
  title = r.title,
  content_html = r.content_html,
  content_markdown = r.content_markdown,
  content_text = r.content_text,
  content_source = r.content_source,
  source_format = r.source_format,
  excerpt = r.excerpt,
  excerpt_is_written = r.excerpt_is_written,
  toc = r.toc,
  word_count = r.word_count,
  reading_minutes = r.reading_minutes,
  language = r.language,
  author_id = r.author_id,
  featured_media_id = r.featured_media_id,
  parent_id = r.parent_id,
  menu_order = r.menu_order,
  is_sticky = r.is_sticky,
  comments_open = r.comments_open,
  pings_open = r.pings_open,
  published_at = r.published_at,
  created_at = coalesce(r.created_at, e.created_at),
  updated_at = coalesce(r.updated_at, now())
from jsonb_populate_recordset(null::entry, $1) as r
where e.id = r.id

-- name: forget_post_terms
delete from post_term
where post_id = any($1::bigint[])

-- name: insert_post_terms
insert into post_term (post_id, term_id, position)
select r.post_id, r.term_id, r.position
from jsonb_populate_recordset(null::post_term, $1) as r
order by r.post_id, r.position
on conflict (post_id, term_id) do nothing

-- name: forget_post_authors
delete from post_author
where post_id = any($1::bigint[])

-- name: insert_post_authors
insert into post_author (post_id, author_id, position)
select r.post_id, r.author_id, r.position
from jsonb_populate_recordset(null::post_author, $1) as r
order by r.post_id, r.position
on conflict (post_id, author_id) do nothing

-- name: insert_old_uris
-- The first entry that stood at a path keeps it.
insert into entry_old_uri (uri, entry_id)
select r.uri, r.entry_id
from jsonb_populate_recordset(null::entry_old_uri, $1) as r
on conflict (uri) do nothing

-- name: uris_to_make
-- Entries ($1 bigint[]) whose address is made of their slugs, those above first.
select e.id, e.slug, e.status, p.uri as parent_uri, cardinality(e.path) as level
from entry e
left join entry p on p.id = e.parent_id
where e.id = any($1::bigint[])
  and cardinality(e.path) = $2

-- name: levels_to_make
select distinct cardinality(e.path) as level
from entry e
where e.id = any($1::bigint[])
order by level

-- name: set_uris
update entry e
set uri = k.uri
from unnest($1::bigint[], $2::text[]) as k (id, uri)
where e.id = k.id

-- name: paths
-- From the root down to each of these entries ($1 bigint[]).
select e.id, e.path from entry e where e.id = any($1::bigint[])

-- name: free_entries_of_parents
-- Entries ($1 bigint[]) that are to stand under others ($2 bigint[]): two that change places would make a circle for a while.
update entry e
set parent_id = null
from unnest($1::bigint[], $2::bigint[]) as k (id, parent_id)
where e.id = k.id
  and e.parent_id <> k.parent_id

-- name: point_entries_at_parents
-- Entries ($1 bigint[]) stand under others ($2 bigint[]).
update entry e
set parent_id = k.parent_id
from unnest($1::bigint[], $2::bigint[]) as k (id, parent_id)
where e.id = k.id
  and e.parent_id is distinct from k.parent_id

-- name: point_entries_at_media
update entry e
set featured_media_id = k.media_id
from unnest($1::bigint[], $2::bigint[]) as k (id, media_id)
where e.id = k.id
  and e.featured_media_id is distinct from k.media_id

-- name: point_media_at_entries
update media m
set attached_to = k.entry_id
from unnest($1::bigint[], $2::bigint[]) as k (id, entry_id)
where m.id = k.id
  and m.attached_to is distinct from k.entry_id

-- name: hide_pictures
-- Of entries ($1 bigint[]) that readers do not see: what came with nothing else is not for them either.
update media m
set is_public = false
where m.id in (select e.featured_media_id from entry e where e.id = any($1::bigint[]))
  and m.is_public
  and m.attached_to is null
  and not exists (
    select from entry e
    where e.featured_media_id = m.id and e.status = 'PUBLISHED' and e.published_at <= now()
  )

-- name: point_terms_at_parents
update term t
set parent_id = k.parent_id
from unnest($1::bigint[], $2::bigint[]) as k (id, parent_id)
where t.id = k.id
  and t.parent_id is distinct from k.parent_id

-- name: deleted_comments
-- Those that came from source $1 with these ids ($2 text[]) and were deleted here, and whether an empty place is left.
select i.source_id, c.id is not null as has_place
from imported i
left join comment c on c.id = i.target_id
where i.source = $1
  and i.kind = 'comment'
  and i.source_id = any($2::text[])
  and coalesce(c.is_deleted, true)

-- name: comments_before_change
select c.id, c.entry_id, c.parent_id
from comment c
where c.id = any($1::bigint[])

-- name: insert_comments
-- In the order of their ids: a parent stands before its replies.
insert into comment (
  id, entry_id, parent_id, kind, status, author_id, guest_name, guest_url, guest_avatar_key,
  content_html, content_markdown, content_text, content_source, source_url, source_title,
  source_site_name, published_at
)
overriding system value
select r.id, r.entry_id, r.parent_id, r.kind, r.status, r.author_id, r.guest_name, r.guest_url,
  r.guest_avatar_key, r.content_html, r.content_markdown, r.content_text, r.content_source,
  r.source_url, r.source_title, r.source_site_name, r.published_at
from jsonb_populate_recordset(null::comment, $1) as r
order by r.id

-- name: update_comments
update comment c
set kind = r.kind,
  status = r.status,
  author_id = r.author_id,
  guest_name = r.guest_name,
  guest_url = r.guest_url,
  content_html = r.content_html,
  content_markdown = r.content_markdown,
  content_text = r.content_text,
  content_source = r.content_source,
  source_url = r.source_url,
  source_title = r.source_title,
  source_site_name = r.source_site_name,
  published_at = r.published_at
from jsonb_populate_recordset(null::comment, $1) as r
where c.id = r.id

-- name: write_comments_private
insert into comment_private (comment_id, email, network_address, user_agent)
select r.comment_id, r.email, r.network_address, r.user_agent
from jsonb_populate_recordset(null::comment_private, $1) as r
on conflict (comment_id) do update
set email = excluded.email,
  network_address = excluded.network_address,
  user_agent = excluded.user_agent

-- name: taken_menu_slugs
select m.slug as name
from menu m
where m.slug = any($1::text[])
  and m.id <> all($2::bigint[])

-- name: taken_menu_locations
select m.location as name
from menu m
where m.location = any($1::text[])
  and m.id <> all($2::bigint[])

-- name: write_menu
insert into menu (id, slug, name, location)
overriding system value
values ($1, $2, $3, $4)
on conflict (id) do update
set name = excluded.name,
  location = excluded.location

-- name: forget_menu_items
delete from menu_item
where menu_id = $1

-- name: insert_menu_items
insert into menu_item (
  id, menu_id, parent_id, position, depth, label, url, entry_id, term_id, author_id
)
overriding system value
select r.id, r.menu_id, r.parent_id, r.position, r.depth, r.label, r.url, r.entry_id, r.term_id,
  r.author_id
from jsonb_populate_recordset(null::menu_item, $1) as r
order by r.position

-- name: insert_entry_likes
insert into entry_like (entry_id, author_id, liked_at)
select r.entry_id, r.author_id, coalesce(r.liked_at, now())
from jsonb_populate_recordset(null::entry_like, $1) as r
on conflict (entry_id, author_id) do nothing
returning entry_id as id

-- name: insert_comment_likes
insert into comment_like (comment_id, author_id, liked_at)
select r.comment_id, r.author_id, coalesce(r.liked_at, now())
from jsonb_populate_recordset(null::comment_like, $1) as r
on conflict (comment_id, author_id) do nothing
returning comment_id as id
