-- Writing: versions of posts and pages, newer text beside what is published, who moderated what, and what each change touched.

alter table quire.entry add column version integer not null default 1;
comment on column quire.entry.version is 'How often it was saved: of its newest text, published or not. No view for readers shows it.';

-- What readers do not see any more answers 301 or 410 where they saw it, wherever it stands then.
create function quire.remember_uri() returns trigger
language plpgsql as $$
begin
  insert into quire.entry_old_uri (uri, entry_id)
  values (old.uri, old.id)
  on conflict (uri) do update set entry_id = excluded.entry_id;
  return null;
end $$;
create trigger remember_uri after update of status, published_at on quire.entry
  for each row
  when (
    old.status = 'PUBLISHED' and old.published_at <= now()
    and (new.status <> 'PUBLISHED' or new.published_at > now())
  )
  execute function quire.remember_uri();
insert into quire.entry_old_uri (uri, entry_id)
select e.uri, e.id
from quire.entry e
where e.was_public and not (e.status = 'PUBLISHED' and e.published_at <= now())
on conflict (uri) do nothing;

create table quire.entry_draft (
  entry_id bigint primary key references quire.entry on delete cascade,
  slug text not null,
  title text not null,
  content_html text not null,
  content_markdown text not null,
  content_text text not null,
  content_source text not null,
  source_format text not null check (source_format in ('HTML', 'MARKDOWN')),
  excerpt text not null,
  excerpt_is_written boolean not null,
  toc jsonb not null,
  word_count integer not null,
  reading_minutes integer not null,
  language text not null,
  featured_media_id bigint references quire.media on delete set null,
  parent_id bigint references quire.entry on delete set null,
  menu_order integer not null,
  is_sticky boolean not null,
  comments_open boolean not null,
  pings_open boolean not null,
  author_ids bigint[] not null,
  term_ids bigint[] not null,
  saved_at timestamptz not null default now()
);
comment on table quire.entry_draft is 'Newer text of what is published: it takes its place when that is published again. No view for readers shows it.';
comment on column quire.entry_draft.author_ids is 'In order; the first is the author of the entry.';

create table quire.entry_revision (
  id bigint generated always as identity unique,
  entry_id bigint not null references quire.entry on delete cascade,
  version integer not null,
  saved_by bigint references quire.author,
  saved_at timestamptz not null default now(),
  written jsonb not null,
  content_text text not null,
  primary key (entry_id, version)
);
comment on table quire.entry_revision is 'Each save of a post or a page. No view shows it.';
comment on column quire.entry_revision.saved_by is 'Null: a machine, or an import.';
comment on column quire.entry_revision.written is 'What the author gave: {"title", "content", "format", "slug", "excerpt", …}, from which the rest is made.';
comment on column quire.entry_revision.content_text is 'The plain text, for comparing.';

create table quire.idempotency (
  subject text not null,
  key text not null,
  node_id bigint,
  made_at timestamptz not null default now(),
  primary key (subject, key)
);
create index idempotency_time on quire.idempotency (made_at);
comment on table quire.idempotency is 'What a retried create has made already: by whom (subject) and with which key. Kept for a day.';

alter table quire.term add column is_public boolean not null default true;
comment on column quire.term.is_public is
  'Whether it is shown before anything published carries it: false for what a draft has named first.';

alter table quire.comment_private add column held_for text;
comment on column quire.comment_private.held_for is 'Why it was held or taken for spam: for moderators.';
drop index quire.comment_queue;
create index entry_any_uri on quire.entry (uri);
create index comment_queue on quire.comment (status, published_at, id);
create index comment_private_address on quire.comment_private (network_address) where network_address is not null;

create table quire.moderation (
  id bigint generated always as identity primary key,
  batch uuid not null,
  comment_id bigint not null references quire.comment on delete cascade,
  moderator_id bigint references quire.author,
  was text not null,
  became text not null,
  reason text,
  made_at timestamptz not null default now(),
  machine text,
  undone_at timestamptz,
  undone_by bigint references quire.author,
  undone_by_machine text
);
create index moderation_comment on quire.moderation (comment_id, id);
create index moderation_batch on quire.moderation (batch);
comment on table quire.moderation is 'Who decided what about a comment, when and why. What was decided at once shares a batch.';
comment on column quire.moderation.machine is 'The name of the token with which a machine decided it.';

create table quire.change (
  id bigint generated always as identity primary key,
  changed_at timestamptz not null default now(),
  shows_at timestamptz not null default now(),
  node text not null,
  event text not null check (event in ('CREATED', 'UPDATED', 'DELETED')),
  tags text[] not null
);
create index change_time on quire.change (changed_at);
comment on column quire.change.shows_at is 'When readers see it: later, of what is published at a time to come.';
comment on table quire.change is 'What was changed, in the transaction that changed it: the README of this folder has the format.';

-- What is read for somebody: set before each of their statements.
create function quire_viewer.viewer_id() returns bigint
language sql stable parallel safe as $$
  select nullif(current_setting('quire.viewer', true), '')::bigint
$$;
create function quire_viewer.preview_id() returns bigint
language sql stable parallel safe as $$
  select nullif(current_setting('quire.preview', true), '')::bigint
$$;
create function quire_viewer.receipt_ids() returns bigint[]
language sql stable parallel safe as $$
  select coalesce(nullif(current_setting('quire.receipts', true), ''), '{}')::bigint[]
$$;

-- is_listed: whether lists, counts and searches show it where nothing else is asked for. Of what readers see, all.
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
  true as is_listed, e.published_at as shown_at
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
  true as is_listed
from quire.entry e
left join quire.entry p on p.id = e.parent_id and p.status = 'PUBLISHED' and p.published_at <= now()
where e.kind = 'PAGE' and e.status = 'PUBLISHED' and e.published_at <= now();

create or replace view quire_reader.comment as
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
  c.search,
  true as is_listed
from quire.comment c
where c.visible_from <= now();

create or replace view quire_reader.term as
select t.id, t.kind, t.slug, t.uri, t.name, t.sort_name,
  (select s.url from quire.site s) || t.uri as link,
  t.description, t.parent_id, t.path,
  t.post_count - (
    select count(*)::integer
    from quire.post_term l
    where l.term_id = t.id and l.published_at > now()
  ) as post_count
from quire.term t
where t.is_public
  or (select min(l.published_at) from quire.post_term l where l.term_id = t.id) <= now();

-- What a draft shows is hidden only where it came with it: whether a picture is public is decided when it is brought here.
update quire.media m
set is_public = false
where m.attached_to is null
  and exists (select from quire.entry e where e.featured_media_id = m.id)
  and not exists (
    select from quire.entry e
    where e.featured_media_id = m.id and e.status = 'PUBLISHED' and e.published_at <= now()
  );
create or replace view quire_reader.media as
select m.id, m.url, m.mime_type, m.alt, m.caption, m.title, m.width, m.height, m.file_size
from quire.media m
where m.is_public and m.attached_to is null
  or exists (
    select from quire.entry e
    where e.id = m.attached_to and e.status = 'PUBLISHED' and e.published_at <= now()
  )
  or exists (
    select from quire.entry e
    where e.featured_media_id = m.id and e.status = 'PUBLISHED' and e.published_at <= now()
  );

create or replace view quire_reader.menu_item as
with recursive item as (
  select i.id, i.menu_id, i.parent_id, i.position,
    coalesce(nullif(i.label, ''), e.title, t.name, a.name, i.url) as label,
    coalesce(i.url, (select s.url from quire.site s) || coalesce(e.uri, t.uri, a.uri)) as url,
    coalesce(e.kind, t.kind, case when a.id is not null then 'AUTHOR' end) as target_kind,
    coalesce(e.id, t.id, a.id) as target_id,
    num_nonnulls(i.url, e.id, t.id, a.id) = 1 as is_shown
  from quire.menu_item i
  left join quire.entry e on e.id = i.entry_id and e.status = 'PUBLISHED' and e.published_at <= now()
  left join quire_reader.term t on t.id = i.term_id
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

create or replace view quire_reader.route as
select e.uri, 200 as status, null::text as location, e.kind as target_kind, e.id as target_id
from quire.entry e
where e.status = 'PUBLISHED' and e.published_at <= now()
union all
select o.uri, 301, e.uri, e.kind, e.id
from quire.entry_old_uri o
join quire.entry e on e.id = o.entry_id
where e.status = 'PUBLISHED' and e.published_at <= now() and o.uri <> e.uri
union all
select o.uri, 410, null, null, null
from quire.entry_old_uri o
join quire.entry e on e.id = o.entry_id
where e.status = 'TRASH' and e.published_at <= now() and e.was_public
union all
select e.uri, 410, null, null, null
from quire.entry e
where e.status = 'TRASH' and e.published_at <= now() and e.was_public is null
union all
select t.uri, 200, null, t.kind, t.id
from quire_reader.term t
union all
select a.uri, 200, null, 'AUTHOR', a.id
from quire_reader.author a;

-- Posts and pages as they stand in the tables, and the one that is previewed with its newest text: not for readers. Lists are sorted
-- by published_at: what has no such time comes last, and shown_at is null.
create view quire.written_post as
select e.id, e.slug, e.uri, e.title, e.sort_title,
  (select s.url from quire.site s) || e.uri as link,
  e.content_html, e.content_markdown, e.content_text, e.content_source,
  e.excerpt, e.excerpt_is_written, e.toc, e.word_count, e.reading_minutes, e.language,
  case when e.status = 'PUBLISHED' and e.published_at > now() then 'SCHEDULED' else e.status end as status,
  e.author_id, e.featured_media_id, e.is_sticky, e.comments_open, e.pings_open,
  coalesce(e.published_at, timestamptz '9999-01-01 00:00:00+00') as published_at, e.created_at, e.updated_at,
  e.comment_count, e.mention_count, e.response_count, e.like_count,
  e.search,
  e.status = 'PUBLISHED' and e.published_at <= now() as is_listed, e.published_at as shown_at
from quire.entry e
where e.kind = 'POST';

create view quire.previewed_post as
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
  w.search, w.is_listed, w.shown_at
from quire.written_post w
left join quire.entry_draft d on d.entry_id = w.id
where w.id = quire_viewer.preview_id() and w.status <> 'TRASH';

create view quire.written_page as
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
  e.status = 'PUBLISHED' and e.published_at <= now() as is_listed
from quire.entry e
where e.kind = 'PAGE';

create view quire.previewed_page as
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
  w.search, w.status, w.created_at, w.is_listed
from quire.written_page w
left join quire.entry_draft d on d.entry_id = w.id
where w.id = quire_viewer.preview_id() and w.status <> 'TRASH';

create view quire.previewed_author as
select d.entry_id as post_id, k.author_id, k.position::integer - 1 as position,
  (select w.published_at from quire.written_post w where w.id = d.entry_id) as published_at
from quire.entry_draft d
cross join lateral unnest(d.author_ids) with ordinality as k (author_id, position)
where d.entry_id = quire_viewer.preview_id()
union all
select l.post_id, l.author_id, l.position,
  coalesce(l.published_at, (select w.published_at from quire.written_post w where w.id = l.post_id)) as published_at
from quire.post_author l
where l.post_id = quire_viewer.preview_id()
  and not exists (select from quire.entry_draft d where d.entry_id = l.post_id);

create view quire.previewed_term as
select d.entry_id as post_id, k.term_id, k.position::integer - 1 as position,
  (select w.published_at from quire.written_post w where w.id = d.entry_id) as published_at
from quire.entry_draft d
cross join lateral unnest(d.term_ids) with ordinality as k (term_id, position)
where d.entry_id = quire_viewer.preview_id()
union all
select l.post_id, l.term_id, l.position,
  coalesce(l.published_at, (select w.published_at from quire.written_post w where w.id = l.post_id)) as published_at
from quire.post_term l
where l.post_id = quire_viewer.preview_id()
  and not exists (select from quire.entry_draft d where d.entry_id = l.post_id);

-- A comment that readers do not see stands last among its siblings.
create view quire.written_comment as
select c.id, c.entry_id,
  (select e.kind from quire.entry e where e.id = c.entry_id) as entry_kind,
  c.parent_id, c.root_id, c.path, c.depth,
  coalesce(c.place, (select p.place from quire.comment p where p.id = c.parent_id) || 1000000000 + (
    select count(*)::integer
    from quire.comment o
    where o.parent_id = c.parent_id and o.place is null and (o.published_at, o.id) < (c.published_at, c.id)
  )) as place,
  coalesce(c.widest, 0) as widest,
  (select e.uri from quire.entry e where e.id = c.entry_id) || '#comment-' || c.id as uri,
  (select s.url from quire.site s)
    || (select e.uri from quire.entry e where e.id = c.entry_id) || '#comment-' || c.id as link,
  c.kind, c.status, c.number,
  case when c.is_deleted then '' else c.content_html end as content_html,
  case when c.is_deleted then '' else c.content_markdown end as content_markdown,
  case when c.is_deleted then '' else c.content_text end as content_text,
  case when c.is_deleted then '' else c.content_source end as content_source,
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
  c.search,
  c.visible_from is not null and c.visible_from <= now() as is_listed
from quire.comment c;

-- What somebody sees beside what is public: their posts, the post they preview, and their comments that wait, with an account
-- or with a receipt.
create or replace view quire_viewer.post as
select r.id, r.slug, r.uri, r.title, r.sort_title, r.link, r.content_html, r.content_markdown, r.content_text,
  coalesce((
    select e.content_source
    from quire.entry e
    join quire.post_author l on l.post_id = e.id and l.author_id = quire_viewer.viewer_id()
    where e.id = r.id
  ), r.content_source) as content_source,
  r.excerpt, r.excerpt_is_written, r.toc, r.word_count, r.reading_minutes, r.language, r.status,
  r.author_id, r.featured_media_id, r.is_sticky, r.comments_open, r.pings_open,
  r.published_at, r.created_at, r.updated_at,
  r.comment_count, r.mention_count, r.response_count, r.like_count, r.search, r.is_listed, r.shown_at
from quire_reader.post r
where r.id is distinct from quire_viewer.preview_id()
union all
select w.*
from quire.written_post w
where w.id = any(array(select l.post_id from quire.post_author l where l.author_id = quire_viewer.viewer_id()))
  and not w.is_listed
  and w.id is distinct from quire_viewer.preview_id()
union all
select p.*
from quire.previewed_post p;

create or replace view quire_viewer.page as
select r.*
from quire_reader.page r
where r.id is distinct from quire_viewer.preview_id()
union all
select p.*
from quire.previewed_page p;

create or replace view quire_viewer.post_author as
select r.*
from quire_reader.post_author r
where r.post_id is distinct from quire_viewer.preview_id()
union all
select l.post_id, l.author_id, l.position,
  coalesce(l.published_at, (select w.published_at from quire.written_post w where w.id = l.post_id)) as published_at
from quire.post_author l
where l.post_id = any(array(select o.post_id from quire.post_author o where o.author_id = quire_viewer.viewer_id()))
  and coalesce(l.published_at > now(), true)
  and l.post_id is distinct from quire_viewer.preview_id()
union all
select p.*
from quire.previewed_author p;

create or replace view quire_viewer.post_term as
select r.*
from quire_reader.post_term r
where r.post_id is distinct from quire_viewer.preview_id()
union all
select l.post_id, l.term_id, l.position,
  coalesce(l.published_at, (select w.published_at from quire.written_post w where w.id = l.post_id)) as published_at
from quire.post_term l
where l.post_id = any(array(select o.post_id from quire.post_author o where o.author_id = quire_viewer.viewer_id()))
  and coalesce(l.published_at > now(), true)
  and l.post_id is distinct from quire_viewer.preview_id()
union all
select p.*
from quire.previewed_term p;

create or replace view quire_viewer.term as
select r.*
from quire_reader.term r
union all
select t.id, t.kind, t.slug, t.uri, t.name, t.sort_name,
  (select s.url from quire.site s) || t.uri,
  t.description, t.parent_id, t.path, 0
from quire.term t
where not t.is_public
  and t.id = any(array(
    select l.term_id
    from quire.post_term l
    join quire.post_author o on o.post_id = l.post_id
    where o.author_id = quire_viewer.viewer_id()
    union
    select p.term_id
    from quire.previewed_term p
  ))
  and not exists (select from quire_reader.term r where r.id = t.id);

create or replace view quire_viewer.category as
select t.id, t.slug, t.uri, t.name, t.sort_name, t.link, t.description, t.parent_id, t.path, t.post_count
from quire_viewer.term t
where t.kind = 'CATEGORY';

create or replace view quire_viewer.tag as
select t.id, t.slug, t.uri, t.name, t.sort_name, t.link, t.description, t.post_count
from quire_viewer.term t
where t.kind = 'TAG';

create or replace view quire_viewer.author as
select r.id, r.slug, r.uri, r.name, r.sort_name, r.link, r.bio_html, r.bio_markdown, r.bio_text,
  coalesce((
    select a.bio_source from quire.author a where a.id = r.id and a.id = quire_viewer.viewer_id()
  ), r.bio_source) as bio_source,
  r.url, r.links, r.avatar_key, r.joined_at, r.post_count, r.search
from quire_reader.author r
union all
select a.id, a.slug, a.uri, a.name, a.sort_name,
  (select s.url from quire.site s) || a.uri,
  a.bio_html, a.bio_markdown, a.bio_text,
  case when a.id = quire_viewer.viewer_id() then a.bio_source else a.bio_html end,
  a.url, a.links, a.avatar_key, a.joined_at,
  a.post_count - (
    select count(*)::integer
    from quire.post_author l
    where l.author_id = a.id and l.published_at > now()
  ),
  a.search
from quire.author a
where a.id = any(array(
    select quire_viewer.viewer_id()
    union
    select l.author_id
    from quire.post_author l
    join quire.post_author o on o.post_id = l.post_id
    where o.author_id = quire_viewer.viewer_id()
    union
    select r.saved_by
    from quire.entry_revision r
    join quire.post_author o on o.post_id = r.entry_id
    where o.author_id = quire_viewer.viewer_id()
    union
    select p.author_id
    from quire.previewed_author p
    union
    select p.author_id
    from quire.previewed_page p
  ))
  and not exists (select from quire_reader.author r where r.id = a.id);

create or replace view quire_viewer.media as
select r.*
from quire_reader.media r
union all
select m.id, m.url, m.mime_type, m.alt, m.caption, m.title, m.width, m.height, m.file_size
from quire.media m
where m.id = any(array(
    select e.featured_media_id
    from quire.entry e
    join quire.post_author o on o.post_id = e.id
    where o.author_id = quire_viewer.viewer_id()
    union
    select p.featured_media_id
    from quire.previewed_post p
    union
    select p.featured_media_id
    from quire.previewed_page p
  ))
  and not exists (select from quire_reader.media r where r.id = m.id);

-- Their own comments, and those whose receipts were shown, which readers do not see: while they wait, in their place.
-- What was taken for spam waits, as its writer is told: whoever sends such things learns nothing.
create or replace view quire_viewer.comment as
select r.id, r.entry_id, r.entry_kind, r.parent_id, r.root_id, r.path, r.depth, r.place, r.widest, r.uri, r.link,
  r.kind, r.status, r.number, r.content_html, r.content_markdown, r.content_text,
  coalesce((
    select c.content_source
    from quire.comment c
    where c.id = r.id
      and not c.is_deleted
      and (c.author_id = quire_viewer.viewer_id() or c.id = any(quire_viewer.receipt_ids()))
  ), r.content_source) as content_source,
  r.author_id, r.guest_name, r.guest_url, r.guest_avatar_key,
  r.source_url, r.source_title, r.source_site_name, r.source_verified_at,
  r.published_at, r.updated_at, r.is_deleted, r.reply_count, r.descendant_count, r.like_count, r.search,
  r.is_listed
from quire_reader.comment r
union all
select w.id, w.entry_id, w.entry_kind, w.parent_id, w.root_id, w.path, w.depth, w.place, w.widest, w.uri, w.link,
  w.kind, case when w.status = 'SPAM' then 'HELD' else w.status end, w.number,
  w.content_html, w.content_markdown, w.content_text, w.content_source,
  w.author_id, w.guest_name, w.guest_url, w.guest_avatar_key,
  w.source_url, w.source_title, w.source_site_name, w.source_verified_at,
  w.published_at, w.updated_at, w.is_deleted, w.reply_count, w.descendant_count, w.like_count, w.search,
  w.status in ('HELD', 'SPAM') and (w.parent_id is null or w.place is not null)
from quire.written_comment w
where w.id = any(array(
    select c.id
    from quire.comment c
    where c.author_id = quire_viewer.viewer_id() and coalesce(c.visible_from > now(), true)
    union
    select unnest(quire_viewer.receipt_ids())
  ))
  and not w.is_listed
  and not w.is_deleted
  and exists (
    select from quire.entry e
    where e.id = w.entry_id and e.status = 'PUBLISHED' and e.published_at <= now()
  );
create index comment_of_author on quire.comment (author_id) where author_id is not null;

create or replace view quire_viewer.guest as
select c.id, c.guest_name as name, c.guest_url as url, c.guest_avatar_key as avatar_key
from quire_viewer.comment c
where c.author_id is null;

-- What editors see: everything, of public things in the same shape.
create schema quire_editor;

do $$
begin
  begin
    if to_regrole('quire_editor') is null then
      create role quire_editor nologin;
    end if;
  exception when duplicate_object or unique_violation then
    null;
  end;
  begin
    set local role quire_editor;
    reset role;
  exception when insufficient_privilege then
    grant quire_editor to current_user;
  end;
exception
  when unique_violation then
    null;
  when insufficient_privilege then
    raise insufficient_privilege using
      message = format('the login %I may not make the role quire_editor, or not take it', current_user),
      hint = format(
        'Have an administrator of the server run once: create role quire_editor nologin; grant quire_editor to %I;',
        current_user
      );
end $$;

do $$
declare
  shown text;
begin
  for shown in select unnest(array['liked_post', 'liked_comment']) loop
    execute format('create view quire_editor.%I as select v.* from quire_viewer.%I v', shown, shown);
  end loop;
  for shown in select unnest(array['post_like', 'menu', 'menu_item', 'route', 'site']) loop
    execute format('create view quire_editor.%I as select v.* from quire_reader.%I v', shown, shown);
  end loop;
end $$;

create view quire_editor.post as
select w.*
from quire.written_post w
where w.id is distinct from quire_viewer.preview_id()
union all
select p.*
from quire.previewed_post p;

create view quire_editor.page as
select w.*
from quire.written_page w
where w.id is distinct from quire_viewer.preview_id()
union all
select p.*
from quire.previewed_page p;

create view quire_editor.post_author as
select l.post_id, l.author_id, l.position,
  coalesce(l.published_at, (select w.published_at from quire.written_post w where w.id = l.post_id)) as published_at
from quire.post_author l
where l.post_id is distinct from quire_viewer.preview_id()
union all
select p.*
from quire.previewed_author p;

create view quire_editor.post_term as
select l.post_id, l.term_id, l.position,
  coalesce(l.published_at, (select w.published_at from quire.written_post w where w.id = l.post_id)) as published_at
from quire.post_term l
where l.post_id is distinct from quire_viewer.preview_id()
union all
select p.*
from quire.previewed_term p;

create view quire_editor.author as
select a.id, a.slug, a.uri, a.name, a.sort_name,
  (select s.url from quire.site s) || a.uri as link,
  a.bio_html, a.bio_markdown, a.bio_text, a.bio_source,
  a.url, a.links, a.avatar_key, a.joined_at,
  a.post_count - (
    select count(*)::integer
    from quire.post_author l
    where l.author_id = a.id and l.published_at > now()
  ) as post_count,
  a.search
from quire.author a;

create view quire_editor.media as
select m.id, m.url, m.mime_type, m.alt, m.caption, m.title, m.width, m.height, m.file_size
from quire.media m;

create view quire_editor.term as
select t.id, t.kind, t.slug, t.uri, t.name, t.sort_name,
  (select s.url from quire.site s) || t.uri as link,
  t.description, t.parent_id, t.path,
  t.post_count - (
    select count(*)::integer
    from quire.post_term l
    where l.term_id = t.id and l.published_at > now()
  ) as post_count
from quire.term t;

create view quire_editor.category as
select t.id, t.slug, t.uri, t.name, t.sort_name, t.link, t.description, t.parent_id, t.path, t.post_count
from quire_editor.term t
where t.kind = 'CATEGORY';

create view quire_editor.tag as
select t.id, t.slug, t.uri, t.name, t.sort_name, t.link, t.description, t.post_count
from quire_editor.term t
where t.kind = 'TAG';

create view quire_editor.comment as
select w.*
from quire.written_comment w;

create view quire_editor.guest as
select c.id, c.guest_name as name, c.guest_url as url, c.guest_avatar_key as avatar_key
from quire_editor.comment c
where c.author_id is null;

create view quire_editor.comment_private as
select p.comment_id, p.email, host(p.network_address) as network_address, p.user_agent, p.held_for
from quire.comment_private p;

create view quire_editor.moderation as
select m.id, m.comment_id, m.moderator_id, m.was, m.became, m.reason, m.made_at, m.machine,
  m.undone_at is not null as is_undone, m.undone_at, m.undone_by, m.undone_by_machine
from quire.moderation m;

create function quire_editor.search_query(words text) returns tsquery
language sql immutable parallel safe as $$
  select websearch_to_tsquery('pg_catalog.english', words)
$$;

revoke all on schema quire_editor from public;
revoke all on all tables in schema quire from quire_reader, quire_viewer;
grant usage on schema quire_editor, quire_viewer to quire_editor;
grant select on all tables in schema quire_editor to quire_editor;

-- Who may change a post may read what it was.
create view quire_editor.revision as
select r.id, r.entry_id, r.version, r.saved_by as saved_by_id, r.saved_at,
  r.written ->> 'title' as title, r.written ->> 'content' as content, r.written ->> 'format' as format,
  r.content_text
from quire.entry_revision r;
create view quire_viewer.revision as
select r.*
from quire_editor.revision r
where r.entry_id = any(array(select l.post_id from quire.post_author l where l.author_id = quire_viewer.viewer_id()));
create view quire_reader.revision as
select r.*
from quire_editor.revision r
where false;
grant select on quire_editor.revision to quire_editor;
grant select on quire_viewer.revision to quire_viewer;
grant select on quire_reader.revision to quire_reader;
