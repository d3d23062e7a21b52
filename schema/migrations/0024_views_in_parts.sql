-- step: outside a transaction
drop index concurrently if exists quire.post_newest;
-- then
create index concurrently post_newest on quire.entry (published_at, id) where kind = 'POST' and status = 'PUBLISHED';

-- step: outside a transaction
drop index concurrently if exists quire.post_updated;
-- then
create index concurrently post_updated on quire.entry (updated_at, id) where kind = 'POST' and status = 'PUBLISHED';

-- step: outside a transaction
drop index concurrently if exists quire.post_titled;
-- then
create index concurrently post_titled on quire.entry (sort_title, id) where kind = 'POST' and status = 'PUBLISHED';

-- step: outside a transaction
drop index concurrently if exists quire.post_discussed;
-- then
create index concurrently post_discussed on quire.entry (response_count, id) include (published_at) where kind = 'POST' and status = 'PUBLISHED';

-- step: outside a transaction
drop index concurrently if exists quire.post_liked;
-- then
create index concurrently post_liked on quire.entry (like_count, id) where kind = 'POST' and status = 'PUBLISHED';

-- step: outside a transaction
drop index concurrently if exists quire.page_newest;
-- then
create index concurrently page_newest on quire.entry (published_at, id) where kind = 'PAGE' and status = 'PUBLISHED';

-- step: outside a transaction
drop index concurrently if exists quire.page_updated;
-- then
create index concurrently page_updated on quire.entry (updated_at, id) where kind = 'PAGE' and status = 'PUBLISHED';

-- step: outside a transaction
drop index concurrently if exists quire.page_titled;
-- then
create index concurrently page_titled on quire.entry (sort_title, id) where kind = 'PAGE' and status = 'PUBLISHED';

-- step: outside a transaction
drop index concurrently if exists quire.page_in_menu_order;
-- then
create index concurrently page_in_menu_order on quire.entry (menu_order, id) where kind = 'PAGE' and status = 'PUBLISHED';

-- step: outside a transaction
drop index concurrently if exists quire.post_any_newest;
-- then
create index concurrently post_any_newest on quire.entry ((coalesce(published_at, timestamptz '9999-01-01 00:00:00+00')), id) where kind = 'POST';

-- step: outside a transaction
drop index concurrently if exists quire.page_any_newest;
-- then
create index concurrently page_any_newest on quire.entry ((coalesce(published_at, timestamptz '9999-01-01 00:00:00+00')), id) where kind = 'PAGE';

-- step: outside a transaction
drop index concurrently if exists quire.post_author_unpublished;
-- then
create index concurrently post_author_unpublished on quire.post_author (author_id, post_id) where published_at is null;

-- step: outside a transaction
drop index concurrently if exists quire.post_term_unpublished;
-- then
create index concurrently post_term_unpublished on quire.post_term (term_id, post_id) where published_at is null;

-- step: in a transaction
create view quire.unlisted_post_of_viewer as
select l.post_id
from quire.post_author l
where l.author_id = quire_viewer.viewer_id() and l.published_at is null
union all
select l.post_id
from quire.post_author l
where l.author_id = quire_viewer.viewer_id() and l.published_at > now();

comment on view quire.unlisted_post_of_viewer is 'Posts of the viewer that readers do not see: drafts, trashed ones, those to come.';

-- The views of those who see more than readers consist of parts. The first part of each is a table and nothing else, no join and no
-- `where`: only so Postgres takes it into the query around it, where a page of a list is a range of an index, merged with the few
-- rows of the other parts. Its conditions are a column, `is_shown`, which the view requires of all parts.

create or replace view quire_viewer.post as
select u.id, u.slug, u.uri, u.title, u.sort_title, (select s.url from quire.site s) || u.uri as link,
  u.content_html, u.content_markdown, u.content_text,
  case when o.is_own then u.content_source else u.content_html end as content_source,
  u.excerpt, u.excerpt_is_written, u.toc, u.word_count, u.reading_minutes, u.language, u.status, u.author_id, u.featured_media_id,
  u.is_sticky, u.comments_open, u.pings_open, u.published_at, u.created_at, u.updated_at, u.comment_count, u.mention_count,
  u.response_count, u.like_count, u.search, u.is_listed, u.shown_at,
  case when o.is_own then u.version end as version,
  case when o.is_own then exists (select from quire.entry_draft d where d.entry_id = u.id) end as has_draft,
  case when o.is_own then u.source_format else 'HTML' end as source_format,
  'BlogPosting'::text as schema_type
from (
  select e.id, e.slug, e.uri, e.title, e.sort_title, e.content_html, e.content_markdown, e.content_text, e.content_source, e.source_format,
    e.excerpt, e.excerpt_is_written, e.toc, e.word_count, e.reading_minutes, e.language, 'PUBLISHED'::text as status, e.author_id,
    e.featured_media_id, e.is_sticky, e.comments_open, e.pings_open, e.published_at, e.created_at, e.updated_at, e.comment_count,
    e.mention_count, e.response_count, e.like_count, e.search, true as is_listed, e.published_at as shown_at, e.version,
    e.kind = 'POST' and e.status = 'PUBLISHED' and e.published_at <= now() and e.id is distinct from quire_viewer.preview_id() as is_shown
  from quire.entry e
  union all
  select w.id, w.slug, w.uri, w.title, w.sort_title, w.content_html, w.content_markdown, w.content_text, w.content_source, w.source_format,
    w.excerpt, w.excerpt_is_written, w.toc, w.word_count, w.reading_minutes, w.language, w.status, w.author_id, w.featured_media_id,
    w.is_sticky, w.comments_open, w.pings_open, w.published_at, w.created_at, w.updated_at, w.comment_count, w.mention_count,
    w.response_count, w.like_count, w.search, w.is_listed, w.shown_at, w.version,
    true
  from quire.written_post w
  where w.id = any(array(select o.post_id from quire.unlisted_post_of_viewer o)) and not w.is_listed
    and w.id is distinct from quire_viewer.preview_id()
  union all
  select p.id, p.slug, p.uri, p.title, p.sort_title, p.content_html, p.content_markdown, p.content_text, p.content_source, p.source_format,
    p.excerpt, p.excerpt_is_written, p.toc, p.word_count, p.reading_minutes, p.language, p.status, p.author_id, p.featured_media_id,
    p.is_sticky, p.comments_open, p.pings_open, p.published_at, p.created_at, p.updated_at, p.comment_count, p.mention_count,
    p.response_count, p.like_count, p.search, p.is_listed, p.shown_at, p.version,
    true
  from quire.previewed_post p
) u
cross join lateral (
  select exists (
    select from quire.post_author l where l.post_id = u.id and l.author_id = quire_viewer.viewer_id()
  ) as is_own
) o
where u.is_shown;

create or replace view quire_editor.post as
select u.id, u.slug, u.uri, u.title, u.sort_title, (select s.url from quire.site s) || u.uri as link,
  u.content_html, u.content_markdown, u.content_text, u.content_source,
  u.excerpt, u.excerpt_is_written, u.toc, u.word_count, u.reading_minutes, u.language, u.status, u.author_id, u.featured_media_id,
  u.is_sticky, u.comments_open, u.pings_open, u.published_at, u.created_at, u.updated_at, u.comment_count, u.mention_count,
  u.response_count, u.like_count, u.search, u.is_listed, u.shown_at, u.version,
  exists (select from quire.entry_draft d where d.entry_id = u.id) as has_draft, u.source_format,
  'BlogPosting'::text as schema_type
from (
  select e.id, e.slug, e.uri, e.title, e.sort_title, e.content_html, e.content_markdown, e.content_text, e.content_source, e.source_format,
    e.excerpt, e.excerpt_is_written, e.toc, e.word_count, e.reading_minutes, e.language, case when e.status = 'PUBLISHED' and
    e.published_at > now() then 'SCHEDULED' else e.status end as status, e.author_id, e.featured_media_id, e.is_sticky, e.comments_open,
    e.pings_open, coalesce(e.published_at, timestamptz '9999-01-01 00:00:00+00') as published_at, e.created_at, e.updated_at,
    e.comment_count, e.mention_count, e.response_count, e.like_count, e.search, e.status = 'PUBLISHED' and e.published_at <= now() as
    is_listed, e.published_at as shown_at, e.version,
    e.kind = 'POST' and e.id is distinct from quire_viewer.preview_id() as is_shown
  from quire.entry e
  union all
  select p.id, p.slug, p.uri, p.title, p.sort_title, p.content_html, p.content_markdown, p.content_text, p.content_source, p.source_format,
    p.excerpt, p.excerpt_is_written, p.toc, p.word_count, p.reading_minutes, p.language, p.status, p.author_id, p.featured_media_id,
    p.is_sticky, p.comments_open, p.pings_open, p.published_at, p.created_at, p.updated_at, p.comment_count, p.mention_count,
    p.response_count, p.like_count, p.search, p.is_listed, p.shown_at, p.version,
    true
  from quire.previewed_post p
) u
where u.is_shown;

create or replace view quire_viewer.page as
select u.id, u.slug, u.uri, u.title, u.sort_title, (select s.url from quire.site s) || u.uri as link,
  u.content_html, u.content_markdown, u.content_text, u.content_html as content_source, u.language,
  u.author_id, u.featured_media_id, p.id as parent_id,
  case when u.is_previewed then u.path else array(
    select a.id
    from unnest(u.path) with ordinality as k (id, step)
    join quire.entry a on a.id = k.id and a.status = 'PUBLISHED' and a.published_at <= now()
    order by k.step
  ) end as path,
  u.menu_order, u.comments_open, u.published_at, u.updated_at, u.comment_count, u.mention_count, u.response_count, u.search, u.status,
  u.created_at, u.is_listed, u.excerpt, u.excerpt_is_written, u.toc, u.word_count, u.reading_minutes, u.shown_at, u.listed_at,
  null::integer as version, null::boolean as has_draft, 'HTML'::text as source_format, 'WebPage'::text as schema_type
from (
  select e.id, e.slug, e.uri, e.title, e.sort_title, e.content_html, e.content_markdown, e.content_text, e.language, e.author_id,
    e.featured_media_id, e.parent_id, e.path, e.menu_order, e.comments_open, e.published_at, e.updated_at, e.comment_count,
    e.mention_count, e.response_count, e.search, 'PUBLISHED'::text as status, e.created_at, true as is_listed, e.excerpt,
    e.excerpt_is_written, e.toc, e.word_count, e.reading_minutes, e.published_at as shown_at, e.published_at as listed_at,
    false as is_previewed, e.kind = 'PAGE' and e.status = 'PUBLISHED' and e.published_at <= now() and e.id is distinct from quire_viewer.preview_id() as is_shown
  from quire.entry e
  union all
  select p.id, p.slug, p.uri, p.title, p.sort_title, p.content_html, p.content_markdown, p.content_text, p.language, p.author_id,
    p.featured_media_id, p.parent_id, p.path, p.menu_order, p.comments_open, p.published_at, p.updated_at, p.comment_count,
    p.mention_count, p.response_count, p.search, p.status, p.created_at, p.is_listed, p.excerpt, p.excerpt_is_written, p.toc,
    p.word_count, p.reading_minutes, p.shown_at, p.listed_at,
    true, true
  from quire.previewed_page p
) u
left join quire.entry p on p.id = u.parent_id and (u.is_previewed or p.status = 'PUBLISHED' and p.published_at <= now())
where u.is_shown;

create or replace view quire_editor.page as
select u.id, u.slug, u.uri, u.title, u.sort_title, (select s.url from quire.site s) || u.uri as link,
  u.content_html, u.content_markdown, u.content_text, u.content_source, u.language,
  u.author_id, u.featured_media_id, u.parent_id, u.path, u.menu_order, u.comments_open, u.published_at, u.updated_at, u.comment_count,
  u.mention_count, u.response_count, u.search, u.status, u.created_at, u.is_listed, u.excerpt, u.excerpt_is_written, u.toc, u.word_count,
  u.reading_minutes, u.shown_at, u.listed_at, u.version,
  exists (select from quire.entry_draft d where d.entry_id = u.id) as has_draft, u.source_format, 'WebPage'::text as schema_type
from (
  select e.id, e.slug, e.uri, e.title, e.sort_title, e.content_html, e.content_markdown, e.content_text, e.content_source, e.source_format,
    e.language, e.author_id, e.featured_media_id, e.parent_id, e.path, e.menu_order, e.comments_open, e.published_at, e.updated_at,
    e.comment_count, e.mention_count, e.response_count, e.search, case when e.status = 'PUBLISHED' and e.published_at > now() then
    'SCHEDULED' else e.status end as status, e.created_at, e.status = 'PUBLISHED' and e.published_at <= now() as is_listed, e.excerpt,
    e.excerpt_is_written, e.toc, e.word_count, e.reading_minutes, e.published_at as shown_at, coalesce(e.published_at, timestamptz
    '9999-01-01 00:00:00+00') as listed_at, e.version,
    e.kind = 'PAGE' and e.id is distinct from quire_viewer.preview_id() as is_shown
  from quire.entry e
  union all
  select p.id, p.slug, p.uri, p.title, p.sort_title, p.content_html, p.content_markdown, p.content_text, p.content_source, p.source_format,
    p.language, p.author_id, p.featured_media_id, p.parent_id, p.path, p.menu_order, p.comments_open, p.published_at, p.updated_at,
    p.comment_count, p.mention_count, p.response_count, p.search, p.status, p.created_at, p.is_listed, p.excerpt, p.excerpt_is_written,
    p.toc, p.word_count, p.reading_minutes, p.shown_at, p.listed_at, p.version,
    true
  from quire.previewed_page p
) u
where u.is_shown;


create or replace view quire_viewer.post_author as
select u.post_id, u.author_id, u.position, u.published_at
from (
  select l.post_id, l.author_id, l.position, l.published_at,
    l.published_at <= now() and l.post_id is distinct from quire_viewer.preview_id() as is_shown
  from quire.post_author l
  union all
  select l.post_id, l.author_id, l.position,
    coalesce(l.published_at, (select w.published_at from quire.written_post w where w.id = l.post_id)), true
  from quire.post_author l
  where l.post_id = any(array(select o.post_id from quire.unlisted_post_of_viewer o))
    and coalesce(l.published_at > now(), true) and l.post_id is distinct from quire_viewer.preview_id()
  union all
  select p.post_id, p.author_id, p.position, p.published_at, true
  from quire.previewed_author p
) u
where u.is_shown;

create or replace view quire_editor.post_author as
select u.post_id, u.author_id, u.position, u.published_at
from (
  select l.post_id, l.author_id, l.position, l.published_at,
    l.published_at is not null and l.post_id is distinct from quire_viewer.preview_id() as is_shown
  from quire.post_author l
  union all
  select l.post_id, l.author_id, l.position, (select w.published_at from quire.written_post w where w.id = l.post_id), true
  from quire.post_author l
  where l.published_at is null and l.post_id is distinct from quire_viewer.preview_id()
  union all
  select p.post_id, p.author_id, p.position, p.published_at, true
  from quire.previewed_author p
) u
where u.is_shown;


create or replace view quire_viewer.post_term as
select u.post_id, u.term_id, u.position, u.published_at
from (
  select l.post_id, l.term_id, l.position, l.published_at,
    l.published_at <= now() and l.post_id is distinct from quire_viewer.preview_id() as is_shown
  from quire.post_term l
  union all
  select l.post_id, l.term_id, l.position,
    coalesce(l.published_at, (select w.published_at from quire.written_post w where w.id = l.post_id)), true
  from quire.post_term l
  where l.post_id = any(array(select o.post_id from quire.unlisted_post_of_viewer o))
    and coalesce(l.published_at > now(), true) and l.post_id is distinct from quire_viewer.preview_id()
  union all
  select p.post_id, p.term_id, p.position, p.published_at, true
  from quire.previewed_term p
) u
where u.is_shown;

create or replace view quire_editor.post_term as
select u.post_id, u.term_id, u.position, u.published_at
from (
  select l.post_id, l.term_id, l.position, l.published_at,
    l.published_at is not null and l.post_id is distinct from quire_viewer.preview_id() as is_shown
  from quire.post_term l
  union all
  select l.post_id, l.term_id, l.position, (select w.published_at from quire.written_post w where w.id = l.post_id), true
  from quire.post_term l
  where l.published_at is null and l.post_id is distinct from quire_viewer.preview_id()
  union all
  select p.post_id, p.term_id, p.position, p.published_at, true
  from quire.previewed_term p
) u
where u.is_shown;


create or replace view quire_viewer.comment as
select u.id, u.entry_id, (select e.kind from quire.entry e where e.id = u.entry_id) as entry_kind,
  u.parent_id, u.root_id, u.path, u.depth,
  case
    when u.visible_from is not null then quire.place_of(u.path)
    else (select quire.place_of(p.path) from quire.comment p where p.id = u.parent_id and p.visible_from is not null) || (
      1000000000 + (
        select count(*)::integer from quire.comment o
        where o.parent_id = u.parent_id and o.visible_from is null and (o.published_at, o.id) < (u.published_at, u.id)
      )
    )
  end as place,
  case
    when u.visible_from is null then 0
    else (select coalesce(max(k.rank), 0) from unnest((quire.place_of(u.path))[2:]) as k (rank))
  end as widest,
  (select e.uri from quire.entry e where e.id = u.entry_id) || '#comment-' || u.id as uri,
  (select s.url from quire.site s) || (select e.uri from quire.entry e where e.id = u.entry_id) || '#comment-' || u.id as link,
  u.kind, u.status,
  case
    when u.waits then null
    when u.block_id is null then u.number
    else u.number + (select b.before from quire.comment_block b where b.id = u.block_id)
  end as number,
  case when u.is_deleted then '' else u.content_html end as content_html,
  case when u.is_deleted then '' else u.content_markdown end as content_markdown,
  case when u.is_deleted then '' else u.content_text end as content_text,
  case
    when u.is_deleted then ''
    when u.waits or u.author_id = quire_viewer.viewer_id() or u.id = any(quire_viewer.receipt_ids()) then u.content_source
    else u.content_html
  end as content_source,
  case when not u.is_deleted then u.author_id end as author_id,
  case when not u.is_deleted then u.guest_name end as guest_name,
  case when not u.is_deleted then u.guest_url end as guest_url,
  case when u.is_deleted then md5(u.id::text)::uuid else u.guest_avatar_key end as guest_avatar_key,
  case when not u.is_deleted then u.source_url end as source_url,
  case when not u.is_deleted then u.source_title end as source_title,
  case when not u.is_deleted then u.source_site_name end as source_site_name,
  case when not u.is_deleted then u.source_verified_at end as source_verified_at,
  u.published_at, u.updated_at, u.is_deleted,
  case when u.waits then 0 else u.reply_count end as reply_count,
  case when u.waits then 0 else u.descendant_count end as descendant_count,
  u.like_count, u.search, u.is_listed, u.waits
from (
  select c.id, c.entry_id, c.parent_id, c.root_id, c.path, c.depth, c.kind, c.content_html, c.content_markdown, c.content_text,
    c.content_source, c.author_id, c.guest_name, c.guest_url, c.guest_avatar_key, c.source_url, c.source_title, c.source_site_name,
    c.source_verified_at, c.published_at, c.updated_at, c.is_deleted, c.reply_count, c.descendant_count, c.like_count, c.search,
    c.visible_from, c.number, c.block_id,
    'APPROVED' as status, true as is_listed, false as waits,
    c.visible_from is not null and c.entry_id not in (
      select w.entry_id from quire.withheld_discussion w where coalesce(w.shown_at > now(), true)
    ) as is_shown
  from quire.comment c
  union all
  select c.id, c.entry_id, c.parent_id, c.root_id, c.path, c.depth, c.kind, c.content_html, c.content_markdown, c.content_text,
    c.content_source, c.author_id, c.guest_name, c.guest_url, c.guest_avatar_key, c.source_url, c.source_title, c.source_site_name,
    c.source_verified_at, c.published_at, c.updated_at, c.is_deleted, c.reply_count, c.descendant_count, c.like_count, c.search,
    c.visible_from, c.number, c.block_id,
    case when c.status = 'SPAM' then 'HELD' else c.status end,
    c.status in ('HELD', 'SPAM') and (
      c.parent_id is null or exists (select from quire.comment p where p.id = c.parent_id and p.visible_from is not null)
    ),
    true, true
  from quire.comment c
  where c.id = any(array(
      select c.id from quire.comment c where c.author_id = quire_viewer.viewer_id() and c.visible_from is null
      union
      select unnest(quire_viewer.receipt_ids())
    ))
    and not c.is_deleted
    and (c.visible_from is null or c.entry_id in (
      select w.entry_id from quire.withheld_discussion w where coalesce(w.shown_at > now(), true)
    ))
    and exists (select from quire.entry e where e.id = c.entry_id and e.status = 'PUBLISHED' and e.published_at <= now())
) u
where u.is_shown;

-- step: outside a transaction
-- These began with the kind, by which nothing can be sorted that comes from several parts.
drop index concurrently if exists quire.entry_newest;
-- then
drop index concurrently if exists quire.entry_updated;
-- then
drop index concurrently if exists quire.entry_titled;
-- then
drop index concurrently if exists quire.entry_liked;
