-- What strangers may see. The role quire_reader can read these views and nothing else: a statement that forgets a predicate
-- shows nothing instead of everything. What an author wrote stays unsanitised in the tables: the views' *_source is the HTML.
-- Staff will read views of the same names in a schema of their own.

create schema quire_reader;

-- Roles belong to the whole server: another Quire on it may have made this one, or be making it now.
-- Whether it can be taken is tried, not asked: since PostgreSQL 16 a member may be one that cannot become the role.
do $$
begin
  begin
    if to_regrole('quire_reader') is null then
      create role quire_reader nologin;
    end if;
  exception when duplicate_object or unique_violation then
    null;
  end;
  begin
    set local role quire_reader;
    reset role;
  exception when insufficient_privilege then
    grant quire_reader to current_user;
  end;
exception
  when unique_violation then
    null;
  when insufficient_privilege then
    raise insufficient_privilege using
      message = format('the login %I may not make the role quire_reader, or not take it', current_user),
      hint = format(
        'Have an administrator of the server run once: create role quire_reader nologin; grant quire_reader to %I;',
        current_user
      );
end $$;

-- Who has published something is no secret: every byline and every comment leads to a profile. (min(…), not exists: one step on an index, always,
-- where Postgres may answer exists by reading the whole table.)
create view quire_reader.author as
select a.id, a.slug, a.uri, a.name, a.sort_name,
  (select s.url from quire.site s) || a.uri as link,
  a.bio_html, a.bio_markdown, a.bio_text, a.bio_html as bio_source,
  a.url, a.links, a.avatar_key, a.joined_at,
  a.post_count - (
    select count(*)::integer
    from quire.post_author l
    where l.author_id = a.id and l.published_at > now()
  ) as post_count,
  a.search
from quire.author a
where a.is_public
  or (
    select min(e.published_at) from quire.entry e
    where e.author_id = a.id and e.status = 'PUBLISHED'
  ) <= now()
  or (
    select min(l.published_at) from quire.post_author l
    where l.author_id = a.id
  ) <= now()
  or (
    select min(c.visible_from) from quire.comment c
    where c.author_id = a.id and not c.is_deleted
  ) <= now();

create view quire_reader.media as
select m.id, m.url, m.mime_type, m.alt, m.caption, m.title, m.width, m.height, m.file_size
from quire.media m
where exists (
    select from quire.entry e
    where e.id = m.attached_to and e.status = 'PUBLISHED' and e.published_at <= now()
  )
  or exists (
    select from quire.entry e
    where e.featured_media_id = m.id and e.status = 'PUBLISHED' and e.published_at <= now()
  )
  or m.is_public and m.attached_to is null
  and not exists (select from quire.entry e where e.featured_media_id = m.id);

create view quire_reader.post as
select e.id, e.slug, e.uri, e.title, e.sort_title,
  (select s.url from quire.site s) || e.uri as link,
  e.content_html, e.content_markdown, e.content_text, e.content_html as content_source,
  e.excerpt, e.excerpt_is_written, e.toc, e.word_count, e.reading_minutes, e.language,
  'PUBLISHED'::text as status,
  e.author_id, e.featured_media_id, e.is_sticky, e.comments_open, e.pings_open,
  e.published_at, e.created_at, e.updated_at,
  e.comment_count, e.mention_count, e.response_count, e.like_count,
  e.search
from quire.entry e
where e.kind = 'POST' and e.status = 'PUBLISHED' and e.published_at <= now();

create view quire_reader.page as
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
  e.search
from quire.entry e
left join quire.entry p on p.id = e.parent_id and p.status = 'PUBLISHED' and p.published_at <= now()
where e.kind = 'PAGE' and e.status = 'PUBLISHED' and e.published_at <= now();

create view quire_reader.post_author as
select l.post_id, l.author_id, l.position, l.published_at
from quire.post_author l
where l.published_at <= now();

create view quire_reader.post_term as
select l.post_id, l.term_id, l.position, l.published_at
from quire.post_term l
where l.published_at <= now();

create view quire_reader.post_like as
select l.entry_id as post_id, l.author_id, l.liked_at
from quire.entry_like l
join quire.entry e on e.id = l.entry_id
join quire_reader.author a on a.id = l.author_id
where e.kind = 'POST' and e.status = 'PUBLISHED' and e.published_at <= now();

-- How a publication is arranged is public, also where only drafts carry a category or a tag: then it counts no post.
create view quire_reader.term as
select t.id, t.kind, t.slug, t.uri, t.name, t.sort_name,
  (select s.url from quire.site s) || t.uri as link,
  t.description, t.parent_id, t.path,
  t.post_count - (
    select count(*)::integer
    from quire.post_term l
    where l.term_id = t.id and l.published_at > now()
  ) as post_count
from quire.term t;

create view quire_reader.category as
select t.id, t.slug, t.uri, t.name, t.sort_name, t.link, t.description, t.parent_id, t.path, t.post_count
from quire_reader.term t
where t.kind = 'CATEGORY';

create view quire_reader.tag as
select t.id, t.slug, t.uri, t.name, t.sort_name, t.link, t.description, t.post_count
from quire_reader.term t
where t.kind = 'TAG';

-- A tombstone keeps its place in the thread and nothing of what was said or who said it.
-- No joins: with them Postgres would not count by an index alone, nor find an author's comments by one.
create view quire_reader.comment as
select c.id, c.entry_id,
  (select e.kind from quire.entry e where e.id = c.entry_id) as entry_kind,
  c.parent_id, c.root_id, c.path, c.depth, c.place, c.widest,
  (select e.uri from quire.entry e where e.id = c.entry_id) || '#comment-' || c.id as uri,
  (select s.url from quire.site s)
    || (select e.uri from quire.entry e where e.id = c.entry_id) || '#comment-' || c.id as link,
  c.kind, 'APPROVED'::text as status, c.number,
  case when c.is_deleted then '' else c.content_html end as content_html,
  case when c.is_deleted then '' else c.content_markdown end as content_markdown,
  case when c.is_deleted then '' else c.content_text end as content_text,
  case when c.is_deleted then '' else c.content_html end as content_source,
  case when not c.is_deleted then c.author_id end as author_id,
  case when not c.is_deleted then c.guest_name end as guest_name,
  case when not c.is_deleted then c.guest_url end as guest_url,
  case when c.is_deleted then md5(c.id::text)::uuid else c.guest_avatar_key end as guest_avatar_key,
  case when not c.is_deleted then c.source_url end as source_url,
  case when not c.is_deleted then c.source_title end as source_title,
  case when not c.is_deleted then c.source_site_name end as source_site_name,
  case when not c.is_deleted then c.source_verified_at end as source_verified_at,
  c.published_at, c.updated_at, c.is_deleted,
  c.reply_count, c.descendant_count, c.like_count,
  c.search
from quire.comment c
where c.visible_from <= now();

create view quire_reader.guest as
select c.id, c.guest_name as name, c.guest_url as url, c.guest_avatar_key as avatar_key
from quire_reader.comment c
where c.author_id is null;

create view quire_reader.menu as
select m.id, m.slug, m.name, m.location
from quire.menu m;

-- What stands under an item that is not shown moves up to the nearest one that is.
create view quire_reader.menu_item as
with recursive item as (
  select i.id, i.menu_id, i.parent_id, i.position,
    coalesce(nullif(i.label, ''), e.title, t.name, a.name, i.url) as label,
    coalesce(i.url, (select s.url from quire.site s) || coalesce(e.uri, t.uri, a.uri)) as url,
    coalesce(e.kind, t.kind, case when a.id is not null then 'AUTHOR' end) as target_kind,
    coalesce(e.id, t.id, a.id) as target_id,
    num_nonnulls(i.url, e.id, t.id, a.id) = 1 as is_shown
  from quire.menu_item i
  left join quire.entry e on e.id = i.entry_id and e.status = 'PUBLISHED' and e.published_at <= now()
  left join quire.term t on t.id = i.term_id
  left join quire_reader.author a on a.id = i.author_id
), tree as (
  select i.id, null::bigint as parent_id, 0 as depth,
    case when i.is_shown then i.id end as nearest,
    i.is_shown::integer as depth_below
  from item i
  where i.parent_id is null
  union all
  select i.id, t.nearest, t.depth_below,
    case when i.is_shown then i.id else t.nearest end,
    t.depth_below + i.is_shown::integer
  from tree t
  join item i on i.parent_id = t.id
)
select i.id, i.menu_id, t.parent_id, i.position, t.depth, i.label, i.url, i.target_kind, i.target_id
from item i
join tree t on t.id = i.id
where i.is_shown;

-- What stands at a path: 200 here, 301 moved, 410 gone. Where several answer, the smallest status is right.
create view quire_reader.route as
select e.uri, 200 as status, null::text as location, e.kind as target_kind, e.id as target_id
from quire.entry e
where e.status = 'PUBLISHED' and e.published_at <= now()
union all
select o.uri, 301, e.uri, e.kind, e.id
from quire.entry_old_uri o
join quire.entry e on e.id = o.entry_id
where e.status = 'PUBLISHED' and e.published_at <= now()
union all
select e.uri, 410, null, null, null
from quire.entry e
where e.status = 'TRASH' and e.published_at <= now() and coalesce(e.was_public, true)
union all
select t.uri, 200, null, t.kind, t.id
from quire.term t
union all
select a.uri, 200, null, 'AUTHOR', a.id
from quire_reader.author a;

create view quire_reader.site as
select s.title, s.tagline, s.url, s.language,
  (
    select count(*)::integer from quire.entry e
    where e.kind = 'POST' and e.status = 'PUBLISHED' and e.published_at <= now()
  ) as post_count,
  (
    select coalesce(sum(e.response_count), 0)::integer from quire.entry e
    where e.kind in ('POST', 'PAGE') and e.status = 'PUBLISHED' and e.published_at <= now()
  ) as comment_count,
  (select count(*)::integer from quire_reader.author) as author_count
from quire.site s;

-- What people type, as it is looked for. Documents and words go through one configuration, whatever their language: English
-- is stemmed, other words stand as they are, and what is excluded is excluded from all.
create function quire_reader.search_query(words text) returns tsquery
language sql immutable parallel safe as $$
  select websearch_to_tsquery('pg_catalog.english', words)
$$;

revoke all on schema quire, quire_reader from public;
revoke all on all functions in schema quire from public;
grant usage on schema quire_reader to quire_reader;
grant select on all tables in schema quire_reader to quire_reader;
