-- Pages have what posts have: a summary, headings, counts, all authors. Who may edit them reads their newest version, whether it waits to be published, and the format of their source.
-- The last part of each list of columns is new; the rest is what it was.

create or replace view quire_reader.post as
select e.id, e.slug, e.uri, e.title, e.sort_title,
  (select s.url from quire.site s) || e.uri as link,
  e.content_html, e.content_markdown, e.content_text, e.content_html as content_source,
  e.excerpt, e.excerpt_is_written, e.toc, e.word_count, e.reading_minutes, e.language,
  'PUBLISHED'::text as status,
  e.author_id, e.featured_media_id, e.is_sticky, e.comments_open, e.pings_open,
  e.published_at, e.created_at, e.updated_at,
  e.comment_count, e.mention_count, e.response_count, e.like_count,
  e.search,
  true as is_listed, e.published_at as shown_at,
  null::integer as version, null::boolean as has_draft, 'HTML'::text as source_format, 'BlogPosting'::text as schema_type
from quire.entry e
where e.kind = 'POST' and e.status = 'PUBLISHED' and e.published_at <= now();

create or replace view quire_reader.page as
select e.id, e.slug, e.uri, e.title, e.sort_title,
  (select s.url from quire.site s) || e.uri as link,
  e.content_html, e.content_markdown, e.content_text, e.content_html as content_source, e.language,
  e.author_id, e.featured_media_id, p.id as parent_id,
  array(
    select a.id
    from unnest(e.path) with ordinality as k (id, step)
    join quire.entry a on a.id = k.id and a.status = 'PUBLISHED' and a.published_at <= now()
    order by k.step
  ) as path,
  e.menu_order, e.comments_open,
  e.published_at, e.updated_at,
  e.comment_count, e.mention_count, e.response_count,
  e.search,
  'PUBLISHED'::text as status, e.created_at,
  true as is_listed,
  e.excerpt, e.excerpt_is_written, e.toc, e.word_count, e.reading_minutes,
  e.published_at as shown_at, e.published_at as listed_at,
  null::integer as version, null::boolean as has_draft, 'HTML'::text as source_format, 'WebPage'::text as schema_type
from quire.entry e
left join quire.entry p on p.id = e.parent_id and p.status = 'PUBLISHED' and p.published_at <= now()
where e.kind = 'PAGE' and e.status = 'PUBLISHED' and e.published_at <= now();

create or replace view quire.written_post as
select e.id, e.slug, e.uri, e.title, e.sort_title,
  (select s.url from quire.site s) || e.uri as link,
  e.content_html, e.content_markdown, e.content_text, e.content_source,
  e.excerpt, e.excerpt_is_written, e.toc, e.word_count, e.reading_minutes, e.language,
  case when e.status = 'PUBLISHED' and e.published_at > now() then 'SCHEDULED' else e.status end as status,
  e.author_id, e.featured_media_id, e.is_sticky, e.comments_open, e.pings_open,
  coalesce(e.published_at, timestamptz '9999-01-01 00:00:00+00') as published_at, e.created_at, e.updated_at,
  e.comment_count, e.mention_count, e.response_count, e.like_count,
  e.search,
  e.status = 'PUBLISHED' and e.published_at <= now() as is_listed, e.published_at as shown_at,
  e.version, exists (select from quire.entry_draft d where d.entry_id = e.id) as has_draft,
  e.source_format, 'BlogPosting'::text as schema_type
from quire.entry e
where e.kind = 'POST';

create or replace view quire.previewed_post as
select w.id, coalesce(d.slug, w.slug) as slug, w.uri, coalesce(d.title, w.title) as title,
  case when d.title is null then w.sort_title else lower(left(d.title, 250)) collate "C" end as sort_title,
  w.link,
  coalesce(d.content_html, w.content_html) as content_html,
  coalesce(d.content_markdown, w.content_markdown) as content_markdown,
  coalesce(d.content_text, w.content_text) as content_text,
  coalesce(d.content_source, w.content_source) as content_source,
  coalesce(d.excerpt, w.excerpt) as excerpt,
  coalesce(d.excerpt_is_written, w.excerpt_is_written) as excerpt_is_written,
  coalesce(d.toc, w.toc) as toc,
  coalesce(d.word_count, w.word_count) as word_count,
  coalesce(d.reading_minutes, w.reading_minutes) as reading_minutes,
  coalesce(d.language, w.language) as language,
  w.status,
  coalesce(d.author_ids[1], w.author_id) as author_id,
  case when d.entry_id is null then w.featured_media_id else d.featured_media_id end as featured_media_id,
  coalesce(d.is_sticky, w.is_sticky) as is_sticky,
  coalesce(d.comments_open, w.comments_open) as comments_open,
  coalesce(d.pings_open, w.pings_open) as pings_open,
  w.published_at, w.created_at, coalesce(d.saved_at, w.updated_at) as updated_at,
  w.comment_count, w.mention_count, w.response_count, w.like_count,
  w.search, w.is_listed, w.shown_at,
  w.version, w.has_draft, coalesce(d.source_format, w.source_format) as source_format, w.schema_type
from quire.written_post w
left join quire.entry_draft d on d.entry_id = w.id
where w.id = quire_viewer.preview_id() and w.status <> 'TRASH';

-- Lists are sorted by listed_at: what has no time yet comes last.
create or replace view quire.written_page as
select e.id, e.slug, e.uri, e.title, e.sort_title,
  (select s.url from quire.site s) || e.uri as link,
  e.content_html, e.content_markdown, e.content_text, e.content_source, e.language,
  e.author_id, e.featured_media_id, e.parent_id, e.path,
  e.menu_order, e.comments_open,
  e.published_at, e.updated_at,
  e.comment_count, e.mention_count, e.response_count,
  e.search,
  case when e.status = 'PUBLISHED' and e.published_at > now() then 'SCHEDULED' else e.status end as status,
  e.created_at,
  e.status = 'PUBLISHED' and e.published_at <= now() as is_listed,
  e.excerpt, e.excerpt_is_written, e.toc, e.word_count, e.reading_minutes,
  e.published_at as shown_at, coalesce(e.published_at, timestamptz '9999-01-01 00:00:00+00') as listed_at,
  e.version, exists (select from quire.entry_draft d where d.entry_id = e.id) as has_draft,
  e.source_format, 'WebPage'::text as schema_type
from quire.entry e
where e.kind = 'PAGE';

create or replace view quire.previewed_page as
select w.id, coalesce(d.slug, w.slug) as slug, w.uri, coalesce(d.title, w.title) as title,
  case when d.title is null then w.sort_title else lower(left(d.title, 250)) collate "C" end as sort_title,
  w.link,
  coalesce(d.content_html, w.content_html) as content_html,
  coalesce(d.content_markdown, w.content_markdown) as content_markdown,
  coalesce(d.content_text, w.content_text) as content_text,
  coalesce(d.content_source, w.content_source) as content_source,
  coalesce(d.language, w.language) as language,
  coalesce(d.author_ids[1], w.author_id) as author_id,
  case when d.entry_id is null then w.featured_media_id else d.featured_media_id end as featured_media_id,
  case when d.entry_id is null then w.parent_id else d.parent_id end as parent_id,
  w.path,
  coalesce(d.menu_order, w.menu_order) as menu_order,
  coalesce(d.comments_open, w.comments_open) as comments_open,
  w.published_at, coalesce(d.saved_at, w.updated_at) as updated_at,
  w.comment_count, w.mention_count, w.response_count,
  w.search, w.status, w.created_at, w.is_listed,
  coalesce(d.excerpt, w.excerpt) as excerpt,
  coalesce(d.excerpt_is_written, w.excerpt_is_written) as excerpt_is_written,
  coalesce(d.toc, w.toc) as toc,
  coalesce(d.word_count, w.word_count) as word_count,
  coalesce(d.reading_minutes, w.reading_minutes) as reading_minutes,
  w.shown_at, w.listed_at,
  w.version, w.has_draft, coalesce(d.source_format, w.source_format) as source_format, w.schema_type
from quire.written_page w
left join quire.entry_draft d on d.entry_id = w.id
where w.id = quire_viewer.preview_id() and w.status <> 'TRASH';

create or replace view quire_viewer.post as
select r.id, r.slug, r.uri, r.title, r.sort_title, r.link, r.content_html, r.content_markdown, r.content_text,
  coalesce(o.content_source, r.content_source) as content_source,
  r.excerpt, r.excerpt_is_written, r.toc, r.word_count, r.reading_minutes, r.language, r.status,
  r.author_id, r.featured_media_id, r.is_sticky, r.comments_open, r.pings_open,
  r.published_at, r.created_at, r.updated_at,
  r.comment_count, r.mention_count, r.response_count, r.like_count, r.search, r.is_listed, r.shown_at,
  o.version, o.has_draft,
  coalesce(o.source_format, r.source_format) as source_format,
  r.schema_type
from quire_reader.post r
left join lateral (
  select w.content_source, w.source_format, w.version, w.has_draft
  from quire.written_post w
  join quire.post_author l on l.post_id = w.id and l.author_id = quire_viewer.viewer_id()
  where w.id = r.id
) o on true
where r.id is distinct from quire_viewer.preview_id()
union all
select w.*
from quire.written_post w
where w.id = any(array(select l.post_id from quire.post_author l where l.author_id = quire_viewer.viewer_id()))
  and not w.is_listed
  and w.id is distinct from quire_viewer.preview_id()
union all
select p.id, p.slug, p.uri, p.title, p.sort_title, p.link, p.content_html, p.content_markdown, p.content_text,
  case when o.is_own then p.content_source else p.content_html end,
  p.excerpt, p.excerpt_is_written, p.toc, p.word_count, p.reading_minutes, p.language, p.status,
  p.author_id, p.featured_media_id, p.is_sticky, p.comments_open, p.pings_open,
  p.published_at, p.created_at, p.updated_at,
  p.comment_count, p.mention_count, p.response_count, p.like_count, p.search, p.is_listed, p.shown_at,
  case when o.is_own then p.version end, case when o.is_own then p.has_draft end,
  case when o.is_own then p.source_format else 'HTML' end,
  p.schema_type
from quire.previewed_post p
cross join lateral (
  select exists (
    select from quire.post_author l where l.post_id = p.id and l.author_id = quire_viewer.viewer_id()
  ) as is_own
) o;

create or replace view quire_viewer.page as
select r.*
from quire_reader.page r
where r.id is distinct from quire_viewer.preview_id()
union all
select p.id, p.slug, p.uri, p.title, p.sort_title, p.link, p.content_html, p.content_markdown, p.content_text,
  p.content_html, p.language, p.author_id, p.featured_media_id, p.parent_id, p.path,
  p.menu_order, p.comments_open, p.published_at, p.updated_at,
  p.comment_count, p.mention_count, p.response_count, p.search, p.status, p.created_at, p.is_listed,
  p.excerpt, p.excerpt_is_written, p.toc, p.word_count, p.reading_minutes, p.shown_at, p.listed_at,
  null::integer, null::boolean, 'HTML', p.schema_type
from quire.previewed_page p;

create or replace view quire_editor.post as
select w.*
from quire.written_post w
where w.id is distinct from quire_viewer.preview_id()
union all
select p.*
from quire.previewed_post p;

create or replace view quire_editor.page as
select w.*
from quire.written_page w
where w.id is distinct from quire_viewer.preview_id()
union all
select p.*
from quire.previewed_page p;

-- The authors of pages: one of each.
create view quire_reader.page_author as
select p.id as page_id, p.author_id, 1 as position
from quire_reader.page p;

create view quire_viewer.page_author as
select p.id as page_id, p.author_id, 1 as position
from quire_viewer.page p;

create view quire_editor.page_author as
select p.id as page_id, p.author_id, 1 as position
from quire_editor.page p;

grant select on quire_reader.page_author to quire_reader;
grant select on quire_viewer.page_author to quire_viewer;
grant select on quire_editor.page_author to quire_editor;
