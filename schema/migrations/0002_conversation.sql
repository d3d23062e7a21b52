-- Comments and likes. A thread of any depth is read in order by one range scan, without recursion:
-- place holds the ranks of a comment and its ancestors among their visible siblings, so that sorting by it is reading order.

create table quire.comment (
  id bigint generated always as identity primary key,
  entry_id bigint not null references quire.entry on delete cascade,
  parent_id bigint,
  kind text not null default 'COMMENT' check (kind in ('COMMENT', 'PINGBACK', 'TRACKBACK', 'WEBMENTION')),
  status text not null check (status in ('HELD', 'APPROVED', 'SPAM', 'TRASH')),
  author_id bigint references quire.author,
  guest_name text,
  guest_url text check (guest_url ~* '^https?://'),
  guest_avatar_key uuid not null default gen_random_uuid(),
  content_html text not null default '',
  content_markdown text not null default '',
  content_text text not null default '',
  content_source text not null default '',
  source_url text check (source_url ~* '^https?://'),
  source_title text,
  source_site_name text,
  source_verified_at timestamptz,
  published_at timestamptz not null default now(),
  updated_at timestamptz,
  is_deleted boolean not null default false,
  like_count integer not null default 0,
  path bigint[] not null default '{}',
  depth integer not null default 0 check (depth < 500),
  root_id bigint not null default 0,
  visible_from timestamptz,
  number integer,
  place integer[],
  widest integer,
  reply_count integer not null default 0,
  descendant_count integer not null default 0,
  search tsvector generated always as (
    to_tsvector('pg_catalog.english', case when is_deleted then '' else left(content_text, 200000) end)
  ) stored,
  unique (id, entry_id),
  foreign key (parent_id, entry_id) references quire.comment (id, entry_id) on delete cascade
);
comment on table quire.comment is 'What readers answered. The foreign key keeps a reply on the entry of its parent.';
comment on column quire.comment.path is 'Ids from the root of the thread down to this one; set by a trigger, never changed.';
comment on column quire.comment.is_deleted is 'A tombstone, kept for its replies: readers see neither what it said nor who said it.';
comment on column quire.comment.visible_from is 'Since when readers may see it: approved like all its ancestors, on an entry that is published then. Null: never.';
comment on column quire.comment.number is '1 … n among the visible responses to the entry, oldest first.';
comment on column quire.comment.place is 'Ranks among the visible siblings, from the root down. Sorted by it, a thread is in reading order.';
comment on column quire.comment.widest is 'The greatest rank in place, the root''s left out: at most n where no ancestor is beyond the first n replies.';
comment on column quire.comment.guest_avatar_key is 'Opaque and random; the same for the same e-mail address, of which it holds nothing.';

create index comment_oldest on quire.comment (entry_id, published_at, id) where visible_from is not null;
create index comment_newest on quire.comment (published_at, id) include (visible_from) where visible_from is not null;
create index comment_roots on quire.comment (entry_id, published_at, id) where visible_from is not null and parent_id is null;
create index comment_liked on quire.comment (entry_id, like_count, id) where visible_from is not null;
create index comment_replies on quire.comment (parent_id, published_at, id) where visible_from is not null;
create index comment_in_order on quire.comment (root_id, place) where visible_from is not null;
create index comment_parent on quire.comment (parent_id, entry_id) where parent_id is not null;
create index comment_author on quire.comment
  ((case when not is_deleted then author_id end), published_at, id) where visible_from is not null;
create index comment_since on quire.comment (author_id, visible_from) where not is_deleted;
create index comment_most_liked on quire.comment (like_count, id) where visible_from is not null;
create index comment_entry on quire.comment (entry_id);
create index comment_queue on quire.comment (status, published_at, id) where status <> 'APPROVED';
create index comment_search on quire.comment using gin (search) where visible_from is not null;

create table quire.comment_private (
  comment_id bigint primary key references quire.comment on delete cascade,
  email text,
  network_address inet,
  user_agent text
);
comment on table quire.comment_private is 'What no reader may see of who answered. No view shows it.';
create index comment_private_email on quire.comment_private (lower(email)) where email is not null;

create table quire.entry_like (
  entry_id bigint not null references quire.entry on delete cascade,
  author_id bigint not null references quire.author on delete cascade,
  liked_at timestamptz not null default now(),
  primary key (entry_id, author_id)
);
create index entry_like_newest on quire.entry_like (entry_id, liked_at, author_id);
create index entry_like_author on quire.entry_like (author_id);

create table quire.comment_like (
  comment_id bigint not null references quire.comment on delete cascade,
  author_id bigint not null references quire.author on delete cascade,
  liked_at timestamptz not null default now(),
  primary key (comment_id, author_id)
);
create index comment_like_author on quire.comment_like (author_id);
