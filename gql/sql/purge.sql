-- name: begin
-- From now on: what caches on the way kept until now ends by its own time. Of no effect where there is a position.
insert into purge (identity, seen_to, under_way, shown_until)
values ($1::text, pg_snapshot_xmax(pg_current_snapshot())::text, array(select pg_snapshot_xip(pg_current_snapshot())::text), now())
on conflict do nothing

-- name: lease
-- For process $1 and $2 seconds: where the last purge came to, and whether rows since may be deleted already; nothing while another process
-- purges.
update purge p
set leased_by = $1::uuid, leased_until = now() + $2::float8 * interval '1 second'
where p.leased_until < now() or p.leased_by = $1::uuid
returning p.identity, p.seen_to, p.under_way, p.shown_until, p.shown_until < now() - interval '29 days' as is_too_old

-- name: touched_since
-- The present snapshot, the time, and the tags (one row each, $5 at most) of the rows that a snapshot with xmax $1, in which $2 (text[]) were
-- under way, did not see, of those that have shown themselves since $3, and of those of the last $4 seconds.
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
  union
  select unnest(c.tags)
  from change c
  where c.changed_at > statement_timestamp() - $4::float8 * interval '1 second'
  limit $5::int
) t on true

-- name: move_position
-- What was acknowledged to process $1: identity $2, seen to $3, under way $4, shown until $5.
update purge
set identity = $2::text, seen_to = $3::text, under_way = $4::text[], shown_until = $5::timestamptz, leased_until = '-infinity'
where leased_by = $1::uuid

-- name: give_back
-- What process $1 could not do; another one may.
update purge set leased_until = '-infinity' where leased_by = $1::uuid
