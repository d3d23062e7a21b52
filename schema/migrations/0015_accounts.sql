-- Previews that belong to who made them, keys that belong to one input, sessions that know where they were begun.

create table quire.preview (
  id bigint generated always as identity primary key,
  entry_id bigint not null references quire.entry on delete cascade,
  account_id bigint references quire.account on delete cascade,
  machine text references quire.api_token (name) on delete cascade,
  token_hash bytea not null unique,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  revoked_at timestamptz,
  check (num_nonnulls(account_id, machine) = 1)
);
create index preview_entry on quire.preview (entry_id);
create index preview_account on quire.preview (account_id) where account_id is not null;
create index preview_machine on quire.preview (machine) where machine is not null;
create index preview_over on quire.preview ((coalesce(revoked_at, expires_at)));
comment on table quire.preview is
  'A token that shows the newest text of one post or page, for as long as who made it may preview that. It was shown once.';
comment on column quire.preview.machine is 'The name of the API token that made it; null: an account did.';

alter table quire.idempotency add column fingerprint bytea;
comment on column quire.idempotency.fingerprint is
  'SHA-256 of the input that the key was sent with. Null: claimed by a version that kept none.';

alter table quire.session add column network text;
comment on column quire.session.network is
  'Where it was begun, as rate limits count networks: what strangers try elsewhere does not hold up a sign-in from there.';

-- Who may change a post sees which previews of it there are.
create view quire_editor.preview as
select p.id, p.entry_id, a.author_id as created_by_id, p.machine, p.created_at, p.expires_at
from quire.preview p
left join quire.account a on a.id = p.account_id
where p.revoked_at is null and p.expires_at > now();

create view quire_viewer.preview as
select p.*
from quire_editor.preview p
where p.entry_id = any(array(select l.post_id from quire.post_author l where l.author_id = quire_viewer.viewer_id()));

create view quire_reader.preview as
select p.*
from quire_editor.preview p
where false;

grant select on quire_editor.preview to quire_editor;
grant select on quire_viewer.preview to quire_viewer;
grant select on quire_reader.preview to quire_reader;

-- A preview shows what readers will see: the source of a post is for its authors, that of a page for editors.
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
select p.id, p.slug, p.uri, p.title, p.sort_title, p.link, p.content_html, p.content_markdown, p.content_text,
  case when exists (
    select from quire.post_author l where l.post_id = p.id and l.author_id = quire_viewer.viewer_id()
  ) then p.content_source else p.content_html end,
  p.excerpt, p.excerpt_is_written, p.toc, p.word_count, p.reading_minutes, p.language, p.status,
  p.author_id, p.featured_media_id, p.is_sticky, p.comments_open, p.pings_open,
  p.published_at, p.created_at, p.updated_at,
  p.comment_count, p.mention_count, p.response_count, p.like_count, p.search, p.is_listed, p.shown_at
from quire.previewed_post p;

create or replace view quire_viewer.page as
select r.*
from quire_reader.page r
where r.id is distinct from quire_viewer.preview_id()
union all
select p.id, p.slug, p.uri, p.title, p.sort_title, p.link, p.content_html, p.content_markdown, p.content_text,
  p.content_html, p.language, p.author_id, p.featured_media_id, p.parent_id, p.path,
  p.menu_order, p.comments_open, p.published_at, p.updated_at,
  p.comment_count, p.mention_count, p.response_count, p.search, p.status, p.created_at, p.is_listed
from quire.previewed_page p;

-- Who made a preview of a post of theirs, as who saved a revision of it.
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
    select v.created_by_id
    from quire_viewer.preview v
    union
    select p.author_id
    from quire.previewed_author p
    union
    select p.author_id
    from quire.previewed_page p
  ))
  and not exists (select from quire_reader.author r where r.id = a.id);
