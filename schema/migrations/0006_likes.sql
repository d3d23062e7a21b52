-- Likes of guests, who are known by a key that was signed for them; and what a viewer likes, for that viewer.

create table quire.entry_guest_like (
  entry_id bigint not null references quire.entry on delete cascade,
  guest_key uuid not null,
  liked_at timestamptz not null default now(),
  primary key (entry_id, guest_key)
);
create table quire.comment_guest_like (
  comment_id bigint not null references quire.comment on delete cascade,
  guest_key uuid not null,
  liked_at timestamptz not null default now(),
  primary key (comment_id, guest_key)
);
comment on table quire.entry_guest_like is 'They count, and nobody is shown for them. No view shows it.';

create or replace function quire.count_entry_likes() returns trigger
language plpgsql as $$
begin
  perform from quire.entry e
  where e.id in (select entry_id from changed) order by e.id for no key update;
  update quire.entry e
  set like_count = (select count(*) from quire.entry_like l where l.entry_id = e.id)
    + (select count(*) from quire.entry_guest_like g where g.entry_id = e.id)
  where e.id in (select entry_id from changed);
  return null;
end $$;
create trigger count_added after insert on quire.entry_guest_like
  referencing new table as changed
  for each statement execute function quire.count_entry_likes();
create trigger count_removed after delete on quire.entry_guest_like
  referencing old table as changed
  for each statement execute function quire.count_entry_likes();

create or replace function quire.count_comment_likes() returns trigger
language plpgsql as $$
begin
  perform from quire.comment c
  where c.id in (select comment_id from changed) order by c.id for no key update;
  update quire.comment c
  set like_count = (select count(*) from quire.comment_like l where l.comment_id = c.id)
    + (select count(*) from quire.comment_guest_like g where g.comment_id = c.id)
  where c.id in (select comment_id from changed);
  return null;
end $$;
create trigger count_added after insert on quire.comment_guest_like
  referencing new table as changed
  for each statement execute function quire.count_comment_likes();
create trigger count_removed after delete on quire.comment_guest_like
  referencing old table as changed
  for each statement execute function quire.count_comment_likes();

create view quire_viewer.liked_post as
select l.entry_id as post_id
from quire.entry_like l
where l.author_id = nullif(current_setting('quire.viewer', true), '')::bigint;

create view quire_viewer.liked_comment as
select l.comment_id
from quire.comment_like l
where l.author_id = nullif(current_setting('quire.viewer', true), '')::bigint;

grant select on quire_viewer.liked_post, quire_viewer.liked_comment to quire_viewer;
