-- Posts in an order of their own: a post is in one series at most.

create table quire.series (
  id bigint generated always as identity primary key,
  slug text not null unique,
  title text not null,
  sort_title text generated always as (lower(left(title, 250))) stored collate "C",
  description text,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz
);
create index series_titled on quire.series (sort_title, id);

create table quire.series_post (
  post_id bigint primary key references quire.entry (id) on delete cascade,
  series_id bigint not null references quire.series (id) on delete cascade,
  position bigint not null,
  published_at timestamptz
);
comment on column quire.series_post.published_at is 'As of the post, while it is PUBLISHED: kept by triggers, as in post_term.';
create index series_post_in_order on quire.series_post (series_id, position, post_id) include (published_at);

create trigger set_time before insert or update of post_id on quire.series_post
  for each row execute function quire.set_link_time();

create or replace function quire.after_entries_updated() returns trigger
language plpgsql as $$
declare
  moved bigint[] := array(
    select m.id
    from (
      select n.id, n.status, n.kind, n.published_at from added n
      except
      select o.id, o.status, o.kind, o.published_at from removed o
    ) m
  );
  seen bigint[] := array(select o.id from removed o where o.status = 'PUBLISHED' and o.published_at <= now());
  unarranged bigint[];
begin
  if cardinality(moved) > 0 then
    update quire.entry e
    set was_public = coalesce(e.was_public, false) or e.id = any(seen)
    where e.id = any(moved)
      and (e.id = any(seen) or e.status = 'TRASH');
    update quire.post_term l
    set published_at = case when e.status = 'PUBLISHED' and e.kind = 'POST' then e.published_at end
    from quire.entry e
    where e.id = l.post_id
      and e.id = any(moved);
    update quire.post_author l
    set published_at = case when e.status = 'PUBLISHED' and e.kind = 'POST' then e.published_at end
    from quire.entry e
    where e.id = l.post_id
      and e.id = any(moved);
    update quire.series_post l
    set published_at = case when e.status = 'PUBLISHED' and e.kind = 'POST' then e.published_at end
    from quire.entry e
    where e.id = l.post_id
      and e.id = any(moved);
    unarranged := array(select u.entry_id from quire.unarranged_entry u where u.entry_id = any(moved));
    if cardinality(unarranged) > 0 then
      perform quire.arrange_threads(unarranged);
    end if;
    perform quire.withhold_discussions(moved);
  end if;
  if exists (select from quire.entry_like_count k where k.is_due and k.entry_id in (select n.id from added n)) then
    perform quire.show_likes(array(select n.id from added n));
  end if;
  return null;
end $$;

-- is_listed: readers see the post, so that it counts.
create view quire_reader.series_post as
select l.series_id, l.post_id, l.position, true as is_listed
from quire.series_post l
where l.published_at <= now();

create view quire_viewer.series_post as
select l.series_id, l.post_id, l.position, coalesce(l.published_at <= now(), false) as is_listed
from quire.series_post l
where l.published_at <= now()
  or l.post_id = quire_viewer.preview_id()
  or l.post_id = any(array(select o.post_id from quire.unlisted_post_of_viewer o));

create view quire_editor.series_post as
select l.series_id, l.post_id, l.position, coalesce(l.published_at <= now(), false) as is_listed
from quire.series_post l;

-- A series is there for readers while it has a post that they see.
create view quire_reader.series as
select s.id, s.slug, s.title, s.sort_title, s.description, null::integer as version, s.created_at,
  coalesce(s.updated_at, s.created_at) as updated_at
from quire.series s
where exists (select from quire_reader.series_post l where l.series_id = s.id);

create view quire_viewer.series as
select s.id, s.slug, s.title, s.sort_title, s.description, null::integer as version, s.created_at,
  coalesce(s.updated_at, s.created_at) as updated_at
from quire.series s
where exists (select from quire_viewer.series_post l where l.series_id = s.id);

create view quire_editor.series as
select s.id, s.slug, s.title, s.sort_title, s.description, s.version, s.created_at,
  coalesce(s.updated_at, s.created_at) as updated_at
from quire.series s;

grant select on quire_reader.series_post, quire_reader.series to quire_reader;
grant select on quire_viewer.series_post, quire_viewer.series to quire_viewer;
grant select on quire_editor.series_post, quire_editor.series to quire_editor;
