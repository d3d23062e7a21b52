-- name: lock_position
-- Where the last purge came to; nothing while another process purges.
select p.identity, p.seen_to, p.under_way, p.shown_until
from purge p
for update skip locked

-- name: begin
-- From now on: what caches on the way kept until now ends by its own time. Of no effect where there is a position.
insert into purge (identity, seen_to, under_way, shown_until)
values ($1::text, pg_snapshot_xmax(pg_current_snapshot())::text, array(select pg_snapshot_xip(pg_current_snapshot())::text), now())
on conflict do nothing

-- name: touched_since
-- The present snapshot, the time, and the tags (one row each, $4 at most) of the rows that a snapshot with xmax $1, in which $2 (text[]) were
-- under way, did not see, and of those that have shown themselves since $3.
select
  pg_current_snapshot()::text as snapshot,
  statement_timestamp() as clock,
  t.tag
from (select) as always
left join lateral (
  select unnest(c.tags) as tag
  from change c
  where c.transaction >= $1::text::xid8
    and c.transaction < pg_snapshot_xmax(pg_current_snapshot())
  union
  select unnest(c.tags)
  from change c
  where c.transaction = any($2::text[]::xid8[])
  union
  select unnest(c.tags)
  from change c
  where c.shows_at > c.changed_at
    and c.shows_at > $3::timestamptz
    and c.shows_at <= statement_timestamp()
  limit $4::int
) t on true

-- name: move_position
-- What was acknowledged; identity $1, seen to $2, under way $3, shown until $4.
update purge
set identity = $1::text, seen_to = $2::text, under_way = $3::text[], shown_until = $4::timestamptz
