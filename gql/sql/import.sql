-- name: set_import_timeouts
-- For this transaction: no time limit as for a request, and up to 30 seconds for each lock.
select set_config('statement_timeout', '0', true),
  set_config('idle_in_transaction_session_timeout', '0', true),
  set_config('lock_timeout', '30s', true)

-- name: try_import_lock
-- Take the lock $1, unless another import has it. Released at the end of the transaction, however it ends.
select pg_try_advisory_xact_lock($1) as is_only

-- name: analyze_tables
-- All tables that an import fills, except those that somebody else has locked against it.
analyze (skip_locked) author, author_private, term, media, entry, post_author, post_term, entry_old_uri, former_uri,
  comment, comment_private, comment_block, meta, seo, imported

-- name: imported_records
-- Rows and digests of kind $2 from source $1 by source id ($3 text[]), where the row still exists: `imported` has no
-- foreign keys, because its targets are in several tables. A term that was merged into another is that one.
select i.source_id, coalesce(m.term_id, i.target_id) as target_id, i.digest, m.id is not null as is_merged
from imported i
left join merged_term m on m.id = i.target_id and m.kind = i.kind
where i.source = $1
  and i.kind = $2
  and i.source_id = any($3::text[])
  and case i.kind
    when 'author' then exists (select from author t where t.id = i.target_id)
    when 'CATEGORY' then exists (select from term t where t.id = coalesce(m.term_id, i.target_id))
    when 'TAG' then exists (select from term t where t.id = coalesce(m.term_id, i.target_id))
    when 'media' then exists (select from media t where t.id = i.target_id)
    when 'entry' then exists (select from entry t where t.id = i.target_id)
    when 'comment' then exists (select from comment t where t.id = i.target_id)
    when 'menu' then exists (select from menu t where t.id = i.target_id)
    else true
  end

-- name: imported_ids
-- Which of these source ids ($3 text[]) of kind $2 from source $1 were ever imported, whether their rows still exist or not.
select i.source_id
from imported i
where i.source = $1
  and i.kind = $2
  and i.source_id = any($3::text[])

-- name: upsert_imported
-- Map drafts of source $1 and kind $2: source ids ($3 text[]), row ids ($4 bigint[]), digests ($5 bytea[]).
insert into imported (source, kind, source_id, target_id, digest)
select $1, $2, k.source_id, k.target_id, k.digest
from unnest($3::text[], $4::bigint[], $5::bytea[]) as k (source_id, target_id, digest)
on conflict (source, kind, source_id) do update
set target_id = excluded.target_id,
  digest = excluded.digest

-- name: new_ids
-- $2 new ids for the table $1, so that rows which refer to each other can be inserted by one statement.
select nextval(pg_get_serial_sequence($1, 'id')) as id
from generate_series(1, $2)

-- name: site
select s.title, s.tagline, s.url, s.language
from site s

-- name: update_site
-- Title $1, tagline $2, url $3, language $4; a null url or language leaves the present one.
update site
set title = $1,
  tagline = $2,
  url = coalesce($3, url),
  language = coalesce($4, language),
  version = version + 1

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
  joined_at = coalesce(r.joined_at, a.joined_at),
  version = a.version + 1
from jsonb_populate_recordset(null::author, $1) as r
where a.id = r.id

-- name: upsert_authors_private
insert into author_private (author_id, login, email)
select r.author_id, r.login, r.email
from jsonb_populate_recordset(null::author_private, $1) as r
on conflict (author_id) do update
set login = excluded.login,
  email = excluded.email

-- name: set_joined_at
-- Authors ($1 bigint[]) whose source does not say when they joined: with their first published post.
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
-- Which of the slugs ($1 text[]) other terms of kind $3 have.
select t.slug as name
from term t
where t.kind = $3
  and t.slug = any($1::text[])
  and t.id <> all($2::bigint[])

-- name: insert_terms
insert into term (id, kind, slug, uri, name, name_key, description)
overriding system value
select r.id, r.kind, r.slug, r.uri, r.name, r.name_key, r.description
from jsonb_populate_recordset(null::term, $1) as r
order by r.id

-- name: update_terms
-- Without a parent: set_term_parents sets it at the end of the import.
update term t
set name = r.name,
  name_key = r.name_key,
  description = r.description,
  version = t.version + 1
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
-- Without an owner: set_attached_to sets it at the end of the import.
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
-- Which of the paths ($1 text[]) entries, terms and authors have. What is in the trash does not keep its path.
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

-- name: lock_entries
-- Lock entries in the order of their ids, as all transactions do, against deadlocks. Deleting a comment locks its entry
-- as well. `no key update` lets foreign keys be checked meanwhile.
select e.id from entry e where e.id = any($1::bigint[]) order by e.id for no key update

-- name: entry_inputs
-- The columns of entries ($1 bigint[]) that authors have entered, without the drafts beside them.
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

-- name: insert_revisions
-- Revisions ($1 jsonb) saved by nobody; not those whose version exists already.
insert into entry_revision (entry_id, version, written, content_text)
select r.entry_id, r.version, r.written, r.content_text
from jsonb_populate_recordset(null::entry_revision, $1) as r
on conflict (entry_id, version) do nothing
returning entry_id

-- name: increment_versions
update entry set version = version + 1 where id = any($1::bigint[])

-- name: delete_current_revisions
-- The revisions of the present versions of entries ($1 bigint[]).
delete from entry_revision r
using entry e
where e.id = any($1::bigint[]) and r.entry_id = e.id and r.version = e.version

-- name: delete_stale_drafts
-- Drafts beside entries ($1 bigint[]) that are not published (now).
delete from entry_draft d
using entry e
where d.entry_id = any($1::bigint[])
  and e.id = d.entry_id
  and (e.status = 'PUBLISHED' and e.published_at <= now()) is not true
returning d.entry_id

-- name: release_slugs_and_uris
-- Give entries ($1 bigint[]) placeholders before they get other slugs and paths: a unique index is checked row by row,
-- and two entries may swap theirs.
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
  updated_at = coalesce(r.updated_at, now()),
  -- another may have the language now, or the place of what was in the trash
  translation_group = case
    when lower(e.language) = lower(r.language) and (e.status <> 'TRASH' or r.status = 'TRASH') then e.translation_group
  end
from jsonb_populate_recordset(null::entry, $1) as r
where e.id = r.id

-- name: delete_post_terms
delete from post_term
where post_id = any($1::bigint[])

-- name: insert_post_terms
insert into post_term (post_id, term_id, position)
select r.post_id, r.term_id, r.position
from jsonb_populate_recordset(null::post_term, $1) as r
order by r.post_id, r.position
on conflict (post_id, term_id) do nothing

-- name: delete_post_authors
delete from post_author
where post_id = any($1::bigint[])

-- name: insert_post_authors
insert into post_author (post_id, author_id, position)
select r.post_id, r.author_id, r.position
from jsonb_populate_recordset(null::post_author, $1) as r
order by r.post_id, r.position
on conflict (post_id, author_id) do nothing

-- name: insert_old_uris
-- Former paths; the first entry that had a path keeps the redirect from it.
insert into entry_old_uri (uri, entry_id)
select r.uri, r.entry_id
from jsonb_populate_recordset(null::entry_old_uri, $1) as r
on conflict (uri) do nothing

-- name: insert_former_uris
-- Former URIs of terms, authors and media ($1 jsonb); the first that had one keeps the redirect from it.
insert into former_uri (uri, term_id, author_id, media_id)
select r.uri, r.term_id, r.author_id, r.media_id
from jsonb_populate_recordset(null::former_uri, $1) as r
on conflict (uri) do nothing

-- name: pending_uris
-- Of entries ($1 bigint[]), those at level $2 of the tree, with the path of their parent.
select e.id, e.slug, e.status, p.uri as parent_uri, cardinality(e.path) as level
from entry e
left join entry p on p.id = e.parent_id
where e.id = any($1::bigint[])
  and cardinality(e.path) = $2

-- name: pending_uri_levels
select distinct cardinality(e.path) as level
from entry e
where e.id = any($1::bigint[])
order by level

-- name: set_uris
update entry e
set uri = k.uri
from unnest($1::bigint[], $2::text[]) as k (id, uri)
where e.id = k.id

-- name: entry_paths
-- The ids from the root down to each of the entries ($1 bigint[]).
select e.id, e.path from entry e where e.id = any($1::bigint[])

-- name: clear_entry_parents
-- Detach entries ($1 bigint[]) from parents other than the new ones ($2 bigint[]): two that change places would be a
-- cycle in between, which the trigger move_subtree refuses.
update entry e
set parent_id = null
from unnest($1::bigint[], $2::bigint[]) as k (id, parent_id)
where e.id = k.id
  and e.parent_id <> k.parent_id

-- name: set_entry_parents
-- Put entries ($1 bigint[]) below their parents ($2 bigint[]).
update entry e
set parent_id = k.parent_id
from unnest($1::bigint[], $2::bigint[]) as k (id, parent_id)
where e.id = k.id
  and e.parent_id is distinct from k.parent_id

-- name: set_featured_media
update entry e
set featured_media_id = k.media_id
from unnest($1::bigint[], $2::bigint[]) as k (id, media_id)
where e.id = k.id
  and e.featured_media_id is distinct from k.media_id

-- name: set_attached_to
update media m
set attached_to = k.entry_id
from unnest($1::bigint[], $2::bigint[]) as k (id, entry_id)
where m.id = k.id
  and m.attached_to is distinct from k.entry_id

-- name: hide_featured_media
-- Hide the featured media of entries ($1 bigint[]), unless attached to an entry or featured by one that is published.
update media m
set is_public = false
where m.id in (select e.featured_media_id from entry e where e.id = any($1::bigint[]))
  and m.is_public
  and m.attached_to is null
  and not exists (
    select from entry e
    where e.featured_media_id = m.id and e.status = 'PUBLISHED' and e.published_at <= now()
  )

-- name: term_paths
-- The ids from the root down to each of the terms ($1 bigint[]).
select t.id, t.path from term t where t.id = any($1::bigint[])

-- name: place_terms_at_top
update term set parent_id = null where id = any($1::bigint[]) and parent_id is not null

-- name: clear_term_parents
-- Detach terms ($1 bigint[]) from parents other than the new ones ($2 bigint[]), as clear_entry_parents does pages.
update term t
set parent_id = null
from unnest($1::bigint[], $2::bigint[]) as k (id, parent_id)
where t.id = k.id
  and t.parent_id <> k.parent_id

-- name: set_term_parents
update term t
set parent_id = k.parent_id
from unnest($1::bigint[], $2::bigint[]) as k (id, parent_id)
where t.id = k.id
  and t.parent_id is distinct from k.parent_id

-- name: deleted_comments
-- Comments of source $1 with these source ids ($2 text[]) that were deleted here, and whether a tombstone is left.
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
-- In the order of ids, so that a parent is inserted before its replies: set_path reads the parent's path.
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

-- name: upsert_comments_private
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

-- name: upsert_menu
insert into menu (id, slug, name, location)
overriding system value
values ($1, $2, $3, $4)
on conflict (id) do update
set name = excluded.name,
  location = excluded.location,
  version = menu.version + 1

-- name: delete_menu_items
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

-- name: record_scheduled
-- Records in the change log, with the tag $1, every entry that shows at a time to come and is not recorded with it for that time yet.
-- Rows of mutations do not count: they tell what the entry led to before the import.
insert into change (node, event, tags, shows_at, action)
select n.node, 'UPDATED', array[n.node, $1::text], e.published_at, 'PUBLISHED'
from entry e
cross join lateral (select lower(e.kind) || ':' || e.id as node) n
where e.status = 'PUBLISHED'
  and e.published_at > now()
  and not exists (
    select from change c
    where c.node = n.node and c.shows_at = e.published_at and c.shows_at > c.changed_at and $1::text = any(c.tags)
  )
