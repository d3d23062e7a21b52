-- name: lock_names
-- Takes one advisory lock for all slugs and URIs, until the transaction ends: what is free is read first and written later. Taken before
-- the row locks of pages, but after that of a post.
select pg_advisory_xact_lock(hashtext('quire names'))

-- name: lock_posts
-- Locks the rows of posts ($1 bigint[], kind $2), by id. A statement of its own, run before the posts are read: a locking select that has
-- waited reads only the locked row anew, and would return the draft beside it from its older snapshot.
select e.id from entry e where e.id = any($1::bigint[]) and e.kind = $2::text order by e.id for no key update

-- name: lock_pages
-- Locks pages ($1 bigint[]) and all pages below them, by id: moderation locks entries in this order, too.
select e.id
from entry e
where (e.id = any($1::bigint[]) or e.path && $1) and e.kind = 'PAGE'
order by e.id
for no key update

-- name: lock_descendants
-- Reads the pages below a page ($1) whose URIs begin with its own ($2), parents first; imported ones may have others. Locks them, though
-- lock_pages has done so before.
select e.id, e.uri, e.status = 'PUBLISHED' and e.published_at <= now() as is_public
from entry e
where $1::bigint = any(e.path) and e.id <> $1 and starts_with(e.uri, $2::text)
order by cardinality(e.path), e.id
for no key update of e

-- name: lock_terms
-- Locks terms ($1 bigint[]) and the categories above them, which count their posts too, by id, after entries and before authors: the
-- order of schema/migrations/0003_counts.sql.
select t.id
from term t
where t.id = any(array(select unnest(b.path) from term b where b.id = any($1::bigint[])))
order by t.id
for no key update

-- name: present_terms
-- Terms that are there, for terms ($1 bigint[]) that may have been merged into another since: its id then. Deleted ones are left out.
select k.id, t.id as present_id
from unnest($1::bigint[]) as k (id)
left join merged_term m on m.id = k.id
join term t on t.id = coalesce(m.term_id, k.id)

-- name: lock_authors
-- Locks authors ($1 bigint[]) by id, after entries and terms.
select a.id from author a where a.id = any($1::bigint[]) order by a.id for no key update

-- name: entry
-- A post or page ($1) with its newest version: of entry_draft where there is one (d), otherwise of entry itself. The columns
-- own_slug, own_parent, own_picture, owners and filed_under are those of entry, as readers see it.
select e.id, e.kind, e.status, e.uri, e.slug as own_slug, e.published_at, e.version, e.updated_at,
  e.status = 'PUBLISHED' as is_published,
  e.status = 'PUBLISHED' and e.published_at <= now() as is_public,
  coalesce(e.was_public, false) as was_public,
  d.entry_id is not null as has_draft,
  coalesce(d.title, e.title) as title,
  coalesce(d.content_source, e.content_source) as content,
  coalesce(d.source_format, e.source_format) as format,
  coalesce(d.slug, e.slug) as slug,
  case when coalesce(d.excerpt_is_written, e.excerpt_is_written) then coalesce(d.excerpt, e.excerpt) end as excerpt,
  coalesce(d.content_text, e.content_text) as content_text,
  coalesce(d.language, e.language) as language,
  coalesce(d.is_sticky, e.is_sticky) as is_sticky,
  coalesce(d.comments_open, e.comments_open) as comments_open,
  coalesce(d.pings_open, e.pings_open) as pings_open,
  coalesce(d.menu_order, e.menu_order) as menu_order,
  case when d.entry_id is null then e.featured_media_id else d.featured_media_id end as featured_media,
  e.parent_id as own_parent,
  e.featured_media_id as own_picture,
  case when d.entry_id is null then e.parent_id else d.parent_id end as parent,
  coalesce(d.author_ids, o.ids) as authors,
  o.ids as owners,
  coalesce(d.term_ids, array(
    select l.term_id from post_term l where l.post_id = e.id order by l.position, l.term_id
  )) as terms,
  array(select l.term_id from post_term l where l.post_id = e.id) as filed_under
from entry e
left join entry_draft d on d.entry_id = e.id
cross join lateral (
  select coalesce(nullif(array(
    select l.author_id from post_author l where l.post_id = e.id order by l.position, l.author_id
  ), '{}'), array[e.author_id]) as ids
) o
where e.id = $1::bigint

-- name: scheduled
-- Entries that will appear by themselves, but $4: of these ($1) and pages above them, of these terms ($2) or authors ($3) (all bigint[]).
select e.id
from entry e
where e.status = 'PUBLISHED'
  and e.published_at > now()
  and e.id <> $4::bigint
  and (
    e.id = any(array(select unnest(b.path) from entry b where b.id = any($1::bigint[])))
    or e.id = any($1)
    or e.author_id = any($3::bigint[])
    or exists (select from post_author l where l.post_id = e.id and l.author_id = any($3))
    or exists (select from post_term l where l.post_id = e.id and l.term_id = any($2::bigint[]))
    or exists (select from post_category k where k.post_id = e.id and k.category_id = any($2))
  )
order by e.id

-- name: terms
-- Terms by id ($1 bigint[]), in this order; missing ones are left out.
select t.id, t.kind
from unnest($1::bigint[]) with ordinality as k (id, position)
join term t on t.id = k.id
order by k.position

-- name: terms_and_above
-- Terms ($1 bigint[]) and the categories above them, whose lists have the same posts.
select t.id, t.kind
from term t
where t.id = any(array(select unnest(b.path) from term b where b.id = any($1::bigint[])))
order by t.kind, t.id

-- name: insert_entry
-- A draft, from a record ($1 jsonb). jsonb_populate_record ignores keys that are no columns.
insert into entry (
  kind, status, slug, uri, title, content_html, content_markdown, content_text, content_source,
  source_format, excerpt, excerpt_is_written, toc, word_count, reading_minutes, language, author_id,
  featured_media_id, parent_id, menu_order, is_sticky, comments_open, pings_open
)
select r.kind, 'DRAFT', r.slug, r.uri, r.title, r.content_html, r.content_markdown, r.content_text,
  r.content_source, r.source_format, r.excerpt, r.excerpt_is_written, r.toc, r.word_count,
  r.reading_minutes, r.language, r.author_id, r.featured_media_id, r.parent_id, r.menu_order,
  r.is_sticky, r.comments_open, r.pings_open
from jsonb_populate_record(null::entry, $1::jsonb) as r
returning id

-- name: update_entry
-- Overwrites an entry ($1) with a record ($2 jsonb); status, times of publication and counts stay.
update entry e
set slug = r.slug,
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
  updated_at = now()
from jsonb_populate_record(null::entry, $2::jsonb) as r
where e.id = $1::bigint

-- name: upsert_draft
-- A newer version ($2 jsonb) beside a public entry ($1), which readers go on seeing.
insert into entry_draft (
  entry_id, slug, title, content_html, content_markdown, content_text, content_source, source_format,
  excerpt, excerpt_is_written, toc, word_count, reading_minutes, language, featured_media_id, parent_id,
  menu_order, is_sticky, comments_open, pings_open, author_ids, term_ids
)
select $1::bigint, r.slug, r.title, r.content_html, r.content_markdown, r.content_text, r.content_source,
  r.source_format, r.excerpt, r.excerpt_is_written, r.toc, r.word_count, r.reading_minutes, r.language,
  r.featured_media_id, r.parent_id, r.menu_order, r.is_sticky, r.comments_open, r.pings_open,
  r.author_ids, r.term_ids
from jsonb_populate_record(null::entry_draft, $2::jsonb) as r
on conflict (entry_id) do update
set slug = excluded.slug,
  title = excluded.title,
  content_html = excluded.content_html,
  content_markdown = excluded.content_markdown,
  content_text = excluded.content_text,
  content_source = excluded.content_source,
  source_format = excluded.source_format,
  excerpt = excluded.excerpt,
  excerpt_is_written = excluded.excerpt_is_written,
  toc = excluded.toc,
  word_count = excluded.word_count,
  reading_minutes = excluded.reading_minutes,
  language = excluded.language,
  featured_media_id = excluded.featured_media_id,
  parent_id = excluded.parent_id,
  menu_order = excluded.menu_order,
  is_sticky = excluded.is_sticky,
  comments_open = excluded.comments_open,
  pings_open = excluded.pings_open,
  author_ids = excluded.author_ids,
  term_ids = excluded.term_ids,
  saved_at = now()

-- name: delete_draft
delete from entry_draft where entry_id = $1::bigint

-- name: set_version
update entry set version = $2::integer where id = $1::bigint

-- name: set_status
-- Entry $1, status $2, published_at $3. The trigger remember_uri keeps the URI of what readers cease to see.
update entry
set status = $2::text,
  published_at = $3::timestamptz
where id = $1::bigint

-- name: unlink_terms
-- All of a post ($1) but these ($2 bigint[]).
delete from post_term where post_id = $1::bigint and term_id <> all($2::bigint[])

-- name: link_terms
insert into post_term (post_id, term_id, position)
select $1::bigint, k.id, k.position - 1
from unnest($2::bigint[]) with ordinality as k (id, position)
order by k.id
on conflict (post_id, term_id) do update
set position = excluded.position
where post_term.position <> excluded.position

-- name: unlink_authors
-- All of a post ($1) but these ($2 bigint[]).
delete from post_author where post_id = $1::bigint and author_id <> all($2::bigint[])

-- name: link_authors
insert into post_author (post_id, author_id, position)
select $1::bigint, k.id, k.position - 1
from unnest($2::bigint[]) with ordinality as k (id, position)
order by k.id
on conflict (post_id, author_id) do update
set position = excluded.position
where post_author.position <> excluded.position

-- name: insert_old_uri
-- A former URI ($1) of an entry ($2), which answers 301. One that another entry had before stays that entry's.
insert into entry_old_uri (uri, entry_id) values ($1::text, $2::bigint)
on conflict (uri) do nothing

-- name: is_descendant
-- Whether an entry ($1) is another one ($2) or below it.
select exists (select from entry e where e.id = $1::bigint and $2::bigint = any(e.path)) as is_below

-- name: parent_uri
select e.uri from entry e where e.id = $1::bigint and e.kind = 'PAGE' and e.status <> 'TRASH'

-- name: usable_media
-- Media ($1) that an author ($2; null: an editor) may show: public files, and attachments of their own posts.
select m.id
from media m
where m.id = $1::bigint
  and (
    $2::bigint is null
    or m.is_public and m.attached_to is null
    or exists (select from quire_reader.media r where r.id = m.id)
    or exists (select from post_author l where l.post_id = m.attached_to and l.author_id = $2)
  )

-- name: authors_by_slug
select a.id, a.slug from author a where a.slug = any($1::text[])

-- name: existing_ids
-- Which of these media ($1), authors ($2) and pages ($3) exist (all bigint[]).
select
  array(select m.id from media m where m.id = any($1::bigint[])) as media,
  array(select a.id from author a where a.id = any($2::bigint[])) as authors,
  array(select e.id from entry e where e.id = any($3::bigint[]) and e.kind = 'PAGE') as pages

-- name: terms_by_name
-- Terms of a kind ($1) with one of these slugs ($2 text[]), one of these keys of names ($3 text[]), or no key yet; and those into which
-- a term that had one of them was merged.
select t.id, t.slug, t.name, t.name_key, false as is_former
from term t
where t.kind = $1::text
  and (t.slug = any($2::text[]) or t.name_key = any($3::text[]) or t.name_key is null)
union all
select m.term_id, m.slug, '', m.name_key, true
from merged_term m
where m.kind = $1 and (m.slug = any($2) or m.name_key = any($3))
order by is_former, id

-- name: insert_term
-- A term that a draft is the first to have: not public until a published post has it.
insert into term (kind, slug, uri, name, name_key, is_public)
values ($1::text, $2::text, $3::text, $4::text, $5::text, false)
returning id

-- name: site
select s.language, s.url from site s

-- name: now
-- When this transaction began: views of readers compare published_at with the same clock.
select now() as now

-- name: author_slugs
-- The slugs of authors ($1 bigint[]), in this order.
select a.slug
from unnest($1::bigint[]) with ordinality as k (id, position)
join author a on a.id = k.id
order by k.position

-- name: text_columns
-- The columns derived from the text of the newest version of an entry ($1).
select coalesce(d.content_html, e.content_html) as content_html,
  coalesce(d.content_markdown, e.content_markdown) as content_markdown,
  coalesce(d.content_text, e.content_text) as content_text,
  coalesce(d.content_source, e.content_source) as content_source,
  coalesce(d.source_format, e.source_format) as source_format,
  coalesce(d.excerpt, e.excerpt) as excerpt,
  coalesce(d.excerpt_is_written, e.excerpt_is_written) as excerpt_is_written,
  coalesce(d.toc, e.toc) as toc,
  coalesce(d.word_count, e.word_count) as word_count,
  coalesce(d.reading_minutes, e.reading_minutes) as reading_minutes
from entry e
left join entry_draft d on d.entry_id = e.id
where e.id = $1::bigint

-- name: commenters
-- Authors of comments on an entry ($1), of any status: their profiles may be visible because of them.
select distinct c.author_id as id
from comment c
where c.entry_id = $1::bigint and c.author_id is not null
order by 1

-- name: uri_and_menu_tags
-- Cache tags of what leads to entries ($1), terms ($2) and authors ($3) (all bigint[]): former URIs of the entries, URIs of the terms and
-- authors, menus with an item for any of them, and series with them.
select 'uri:' || o.uri as tag from entry_old_uri o where o.entry_id = any($1::bigint[])
union
select 'uri:' || t.uri from term t where t.id = any($2::bigint[])
union
select 'uri:' || a.uri from author a where a.id = any($3::bigint[])
union
select k.tag
from menu_item i
cross join lateral (values ('menus'), ('menu:' || i.menu_id)) as k (tag)
where i.entry_id = any($1::bigint[]) or i.term_id = any($2::bigint[]) or i.author_id = any($3::bigint[])
union
select k.tag
from site s
cross join (values ('site'), ('uri:/')) as k (tag)
where s.front_page_id = any($1::bigint[]) or s.posts_page_id = any($1::bigint[])
union
select k.tag
from series_post l
cross join lateral (values ('series'), ('series:' || l.series_id)) as k (tag)
where l.post_id = any($1::bigint[])
order by 1

-- name: attached_media
-- The attachments of an entry ($1).
select m.id from media m where m.attached_to = $1::bigint order by m.id

-- name: descendant_ids
-- The pages below a page ($1), at any depth.
select e.id from entry e where $1::bigint = any(e.path) and e.id <> $1 order by e.id

-- name: entry_state
-- The version of an entry ($1), and whether it is in the trash.
select e.version, e.status = 'TRASH' as is_trash from entry e where e.id = $1::bigint

-- name: answers_to
-- A row if an entry ($1) of this kind ($2) has a key ($4) in a column ($3: slug or uri), as it is published, or as its draft would have it.
select e.id
from entry e
left join entry_draft d on d.entry_id = e.id
left join entry p on p.id = d.parent_id
where e.id = $1::bigint
  and e.kind = $2::text
  and case $3::text
    when 'slug' then $4::text in (e.slug, d.slug)
    else $4 in (
      e.uri,
      case e.kind when 'PAGE' then coalesce(p.uri, '/') else regexp_replace(e.uri, '[^/]+/$', '') end || d.slug || '/'
    )
  end
