-- The publication: who writes, what is written, and how it is arranged.
-- Tables live in the schema quire, which no stranger may enter; 0004 gives strangers their views.

create schema quire;

create table quire.migration (
  name text primary key,
  checksum text not null,
  applied_at timestamptz not null default now()
);
comment on table quire.migration is 'The migrations that this database has seen, by the names of their files.';

create table quire.site (
  id boolean primary key default true check (id),
  title text not null default 'Quire',
  tagline text,
  url text not null default 'http://localhost:8000' check (url ~ '^https?://[^/?#]+[^/]*$'),
  language text not null default 'en'
);
comment on table quire.site is 'The publication itself: one row.';
comment on column quire.site.url is 'Where the front end lives, without a slash at the end: link = url || uri.';
insert into quire.site default values;

create table quire.author (
  id bigint generated always as identity primary key,
  slug text not null unique,
  uri text not null unique,
  name text not null,
  sort_name text collate "C" generated always as (lower(left(name, 250))) stored,
  bio_html text not null default '',
  bio_markdown text not null default '',
  bio_text text not null default '',
  bio_source text not null default '',
  url text check (url ~* '^https?://'),
  links jsonb not null default '[]',
  avatar_key uuid not null default gen_random_uuid(),
  is_public boolean not null default true,
  joined_at timestamptz not null default now(),
  post_count integer not null default 0,
  search tsvector generated always as (
    setweight(to_tsvector('pg_catalog.english', name), 'A')
    || setweight(to_tsvector('pg_catalog.english', bio_text), 'B')
  ) stored
);
comment on column quire.author.links is 'A list of {"service", "url"}.';
comment on column quire.author.avatar_key is 'Opaque: drawn from nothing, so that nothing can be read from it.';
comment on column quire.author.is_public is 'Whether the profile is shown before anything public is theirs.';
comment on column quire.author.post_count is 'Published posts, those to come included; kept by triggers.';

create table quire.author_private (
  author_id bigint primary key references quire.author on delete cascade,
  login text,
  email text
);
comment on table quire.author_private is 'What no reader may see of an author. No view shows it.';

create table quire.media (
  id bigint generated always as identity primary key,
  url text not null check (url ~* '^https?://'),
  mime_type text not null default 'application/octet-stream',
  alt text not null default '',
  caption text,
  title text,
  width integer check (width > 0),
  height integer check (height > 0),
  file_size integer check (file_size >= 0),
  attached_to bigint,
  is_public boolean not null default true,
  created_at timestamptz not null default now()
);
comment on column quire.media.attached_to is
  'The entry it was uploaded to: media of a hidden entry is hidden with it. No foreign key: what was hidden stays so when the entry is gone.';
comment on column quire.media.is_public is
  'Whether it may be seen by itself, attached to nothing. False for media of what was not imported: only an entry that shows it makes it public.';

create table quire.entry (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('POST', 'PAGE')),
  status text not null check (status in ('DRAFT', 'PENDING', 'PUBLISHED', 'PRIVATE', 'TRASH')),
  slug text not null,
  uri text not null,
  title text not null default '',
  sort_title text collate "C" generated always as (lower(left(title, 250))) stored,
  content_html text not null default '',
  content_markdown text not null default '',
  content_text text not null default '',
  content_source text not null default '',
  source_format text not null default 'HTML' check (source_format in ('HTML', 'MARKDOWN')),
  excerpt text not null default '',
  excerpt_is_written boolean not null default false,
  toc jsonb not null default '[]',
  word_count integer not null default 0,
  reading_minutes integer not null default 0,
  language text not null default 'en',
  author_id bigint not null references quire.author,
  featured_media_id bigint references quire.media on delete set null,
  parent_id bigint references quire.entry on delete set null,
  path bigint[] not null default '{}',
  menu_order integer not null default 0,
  is_sticky boolean not null default false,
  comments_open boolean not null default true,
  pings_open boolean not null default true,
  published_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  was_public boolean,
  comment_count integer not null default 0,
  mention_count integer not null default 0,
  response_count integer generated always as (comment_count + mention_count) stored,
  like_count integer not null default 0,
  search tsvector generated always as (
    setweight(to_tsvector('pg_catalog.english', title), 'A')
    || setweight(to_tsvector('pg_catalog.english', left(content_text, 200000)), 'C')
  ) stored,
  constraint published_has_a_time check (status <> 'PUBLISHED' or published_at is not null),
  constraint no_page_is_its_own_parent check (parent_id <> id)
);
comment on table quire.entry is 'A post or a page. SCHEDULED is no status of its own: it is PUBLISHED at a time to come.';
comment on column quire.entry.content_source is 'What the author wrote, unsanitised: never shown to readers.';
comment on column quire.entry.excerpt is 'Plain text: the author''s own, or the first words of the content.';
comment on column quire.entry.toc is 'A list of {"level", "text", "anchor"}, in reading order.';
comment on column quire.entry.path is 'Ids from the root page down to this one; kept by triggers.';
comment on column quire.entry.was_public is
  'Whether strangers could read it before, kept by a trigger: then its path answers 410 in the trash. Null: its time tells.';

create unique index entry_uri on quire.entry (uri) where status <> 'TRASH';
create unique index post_slug on quire.entry (slug) where status <> 'TRASH' and kind = 'POST';
create index page_slug on quire.entry (slug, id) where kind = 'PAGE';
create index trashed_uri on quire.entry (uri) where status = 'TRASH';
create index entry_newest on quire.entry (kind, published_at, id) where status = 'PUBLISHED';
create index entry_updated on quire.entry (kind, updated_at, id) where status = 'PUBLISHED';
create index entry_titled on quire.entry (kind, sort_title, id) where status = 'PUBLISHED';
create index entry_discussed on quire.entry (kind, response_count, id) include (published_at) where status = 'PUBLISHED';
create index entry_liked on quire.entry (kind, like_count, id) where status = 'PUBLISHED';
create index entry_children on quire.entry (parent_id, menu_order, sort_title, id);
create index entry_author on quire.entry (author_id, published_at);
create index entry_media on quire.entry (featured_media_id) where featured_media_id is not null;
create index entry_language on quire.entry (kind, language, published_at, id) where status = 'PUBLISHED';
create index entry_sticky on quire.entry (id) where is_sticky;
create index entry_search on quire.entry using gin (search);
create index author_named on quire.author (sort_name, id);
create index author_joined on quire.author (joined_at, id);
create index author_search on quire.author using gin (search);
create index media_attached on quire.media (attached_to) where attached_to is not null;

create table quire.post_author (
  post_id bigint not null references quire.entry on delete cascade,
  author_id bigint not null references quire.author,
  position integer not null default 0,
  published_at timestamptz,
  primary key (post_id, author_id)
);
comment on column quire.post_author.published_at is
  'That of the post while it is PUBLISHED, else null; kept by triggers, so that an author''s posts are one range scan.';
create index post_author_newest on quire.post_author (author_id, published_at, post_id)
  where published_at is not null;
create index post_author_all on quire.post_author (author_id, post_id);

create table quire.entry_old_uri (
  uri text primary key,
  entry_id bigint not null references quire.entry on delete cascade
);
comment on table quire.entry_old_uri is 'Paths at which an entry once stood: they answer 301.';
create index entry_old_uri_by_entry on quire.entry_old_uri (entry_id);

create table quire.term (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('CATEGORY', 'TAG')),
  slug text not null,
  uri text not null unique,
  name text not null,
  sort_name text collate "C" generated always as (lower(left(name, 250))) stored,
  description text,
  parent_id bigint references quire.term on delete set null,
  path bigint[] not null default '{}',
  post_count integer not null default 0,
  unique (kind, slug),
  constraint no_term_is_its_own_parent check (parent_id <> id)
);
comment on column quire.term.post_count is 'Published posts, those to come included; kept by triggers.';
create index term_named on quire.term (kind, sort_name, id);
create index term_children on quire.term (parent_id, sort_name, id);

create table quire.post_term (
  post_id bigint not null references quire.entry on delete cascade,
  term_id bigint not null references quire.term on delete cascade,
  position integer not null default 0,
  published_at timestamptz,
  primary key (post_id, term_id)
);
comment on column quire.post_term.published_at is
  'That of the post while it is PUBLISHED, else null; kept by triggers, so that a term''s posts are one range scan.';
create index post_term_newest on quire.post_term (term_id, published_at, post_id)
  where published_at is not null;
create index post_term_all on quire.post_term (term_id, post_id);

create table quire.menu (
  id bigint generated always as identity primary key,
  slug text not null unique,
  name text not null,
  location text unique
);

create table quire.menu_item (
  id bigint generated always as identity primary key,
  menu_id bigint not null references quire.menu on delete cascade,
  parent_id bigint references quire.menu_item on delete cascade,
  position integer not null,
  depth integer not null default 0,
  label text not null default '',
  url text,
  entry_id bigint references quire.entry on delete cascade,
  term_id bigint references quire.term on delete cascade,
  author_id bigint references quire.author on delete cascade,
  constraint leads_to_one_thing check (num_nonnulls(url, entry_id, term_id, author_id) = 1)
);
comment on column quire.menu_item.position is 'Reading order through the whole menu: a child stands after its parent.';
comment on column quire.menu_item.label is 'Empty: the title of what it leads to.';
create index menu_item_in_order on quire.menu_item (menu_id, position, id);
create index menu_item_entry on quire.menu_item (entry_id) where entry_id is not null;
create index menu_item_term on quire.menu_item (term_id) where term_id is not null;
create index menu_item_parent on quire.menu_item (parent_id) where parent_id is not null;

create table quire.imported (
  source text not null,
  kind text not null,
  source_id text not null,
  target_id bigint not null,
  digest bytea not null,
  primary key (source, kind, source_id)
);
comment on table quire.imported is 'What came from another publication, so that a second import changes only what changed.';
comment on column quire.imported.source is 'The address of the publication it came from.';
