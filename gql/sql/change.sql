-- name: record_change
-- Node $1, event $2, tags $3 (text[]), shows_at $4 (null: now), action $6, discussion $7. Returns the row: its id, its tags, and when it shows
-- if that is not at once; before it, those with an id beyond $5 that triggers have recorded in this transaction. Where the transaction brings the first text in a
-- language, shown or not, words are looked for in that language from now on: also `searches`.
with told as (
  insert into change (node, event, tags, shows_at, action, discussion)
  values (
    $1::text,
    $2::text,
    $3::text[] || array(select 'searches' from search_language l where l.xmin = pg_current_xact_id()::xid limit 1),
    coalesce($4::timestamptz, now()),
    $6::text,
    $7::text
  )
  returning id, tags, shows_at, changed_at
)
select u.id, u.tags, case when u.shows_at > u.changed_at then extract(epoch from u.shows_at)::float8 end as shows_at
from (
  select c.id, c.tags, c.shows_at, c.changed_at
  from change c
  where c.transaction = pg_current_xact_id_if_assigned()
    and c.id > $5::bigint
  union all
  select t.id, t.tags, t.shows_at, t.changed_at from told t
) u

-- name: has_change_log
-- Whether the migration has been applied that made the table.
select to_regclass('quire.change') is not null

-- name: record_migration
-- The tag $1. Nothing without an entry: there is no publication yet.
insert into quire.change (node, event, tags)
select 'site', 'UPDATED', array['site', $1::text]
where exists (select from quire.entry)

-- name: changes_of_transaction
-- What this transaction has recorded so far.
select c.id, c.tags from change c where c.transaction = pg_current_xact_id_if_assigned()

-- name: forget_old_changes
-- Deletes $1 rows at most that were written 30 days ago and have shown for a day; skip locked, as another process may be deleting the same ones.
delete from change
where id in (
  select c.id
  from change c
  where c.changed_at < now() - interval '30 days'
    and c.shows_at < now() - interval '1 day'
  order by c.changed_at
  limit $1::int
  for update skip locked
)

-- name: server_identity
-- What tells whether positions of before mean anything on this server: another cluster or database, one that was promoted or restored
-- (another timeline), and one that was started again or has recovered from a crash, both of which may give transaction ids a second time.
select
  pg_is_in_recovery() as is_standby,
  concat_ws(' ',
    case when has_function_privilege('pg_control_system()', 'execute')
      then (select s.system_identifier from pg_control_system() s) end,
    (select d.oid from pg_database d where d.datname = current_database()),
    case when not pg_is_in_recovery() then left(pg_walfile_name(pg_current_wal_lsn()), 8) end,
    pg_postmaster_start_time(),
    (select b.stats_reset from pg_stat_bgwriter b)
  ) as identity

-- name: changes_since
-- The present snapshot, the clock in seconds since 1970, and with them each row that this statement sees and a snapshot of before did not:
-- one whose xmax was $1 (null: none), and in which the transactions $2 (text[]) were under way. $3 rows at most. Rows of a later
-- transaction than any of this server were written on another, whose dump was restored.
select
  pg_current_snapshot()::text as snapshot,
  extract(epoch from clock_timestamp())::float8 as clock,
  u.id,
  u.shows_at,
  u.tags
from (select) as always
left join lateral (
  select c.id, case when c.shows_at > c.changed_at then extract(epoch from c.shows_at)::float8 end as shows_at, c.tags
  from change c
  where c.transaction >= $1::text::xid8
    and c.transaction < pg_snapshot_xmax(pg_current_snapshot())
  union all
  select c.id, case when c.shows_at > c.changed_at then extract(epoch from c.shows_at)::float8 end, c.tags
  from change c
  where c.transaction = any($2::text[]::xid8[])
  limit $3::int
) u on true

-- name: changes_to_come
-- The next changes that show after $1 (seconds since 1970), $2 of them and those that show together with the last.
select c.id, extract(epoch from c.shows_at)::float8 as shows_at, c.tags
from change c
where c.shows_at > c.changed_at
  and c.shows_at > to_timestamp($1::float8)
order by c.shows_at
fetch first ($2::int) rows with ties
