-- name: feed_position
-- The lineage of the server, the present snapshot and clock, and the greatest id of a change that it sees.
select
  concat_ws(' ',
    case when has_function_privilege('pg_control_system()', 'execute')
      then (select s.system_identifier from pg_control_system() s) end,
    (select d.oid from pg_database d where d.datname = current_database()),
    case when not pg_is_in_recovery() then left(pg_walfile_name(pg_current_wal_lsn()), 8) end
  ) as lineage,
  pg_current_snapshot()::text as snapshot,
  statement_timestamp() as clock,
  coalesce((select max(c.id) from change c), 0) as newest

-- name: unseen_changes
-- Changes that a snapshot did not see whose xmax was $1, and in which the transactions $2 (text[]) were under way, or with an id beyond $3; of
-- these, those that the snapshot $4 sees with an id beyond $5, in the order of their ids, $6 at most. After a crash, transaction ids may be given
-- a second time, but ids of rows are not. Ranges have two ends, or a generic plan would expect a third of the table.
select u.id, u.node, u.tags, u.action, u.discussion, u.changed_at, u.shows_at
from (
  select c.id, c.node, c.tags, c.action, c.discussion, c.changed_at, c.shows_at, c.transaction
  from change c
  where c.transaction >= $1::text::xid8
    and c.transaction < pg_snapshot_xmax($4::text::pg_snapshot)
  union all
  select c.id, c.node, c.tags, c.action, c.discussion, c.changed_at, c.shows_at, c.transaction
  from change c
  where c.transaction = any($2::text[]::xid8[])
  union all
  select c.id, c.node, c.tags, c.action, c.discussion, c.changed_at, c.shows_at, c.transaction
  from change c
  where c.id > $3::bigint
    and c.id < 9223372036854775807
    and c.transaction < $1::text::xid8
    and c.transaction <> all($2::text[]::xid8[])
) u
where u.id > $5::bigint
  and pg_visible_in_snapshot(u.transaction, $4::text::pg_snapshot)
order by u.id
limit $6::int

-- name: count_unseen
-- How many of these there are, up to the snapshot $4: $5 at most.
select count(*)
from (
  select c.id
  from change c
  where c.transaction >= $1::text::xid8
    and c.transaction < pg_snapshot_xmax($4::text::pg_snapshot)
  union all
  select c.id
  from change c
  where c.transaction = any($2::text[]::xid8[])
  union all
  select c.id
  from change c
  where c.id > $3::bigint
    and c.id < 9223372036854775807
    and c.transaction < $1::text::xid8
    and c.transaction <> all($2::text[]::xid8[])
  limit $5::int
) u

-- name: shown_changes
-- What showed itself at a time that had come before: after the time $2 and the id $3, until $4, of what the snapshot $1 sees. One row for all
-- that was recorded of a node for one time, by its greatest id; $5 at most.
select c.id, c.node, c.tags, c.action, null as discussion, c.shows_at as changed_at, c.shows_at
from (
  select n.node, n.shows_at, max(n.id) as id, max(n.action) as action,
    array(
      select distinct t.tag
      from change o
      cross join unnest(o.tags) as t (tag)
      where o.shows_at = n.shows_at and o.node = n.node and o.shows_at > o.changed_at
    ) as tags
  from change n
  where n.shows_at > n.changed_at
    and n.shows_at >= $2::timestamptz
    and n.shows_at <= $4::timestamptz
    and pg_visible_in_snapshot(n.transaction, $1::text::pg_snapshot)
  group by n.node, n.shows_at
) c
where (c.shows_at, c.id) > ($2::timestamptz, $3::bigint)
order by c.shows_at, c.id
limit $5::int

-- name: seen_comment
-- The comment $1, if the viewer sees it: its status, and who wrote it.
select c.status, c.author_id from comment c where c.id = $1::bigint

-- name: seen_post
-- Whether the viewer sees the post $1, as it is.
select p.published_at from post p where p.id = $1::bigint

-- name: seen_page
-- Whether the viewer sees the page $1, as it is.
select p.published_at from page p where p.id = $1::bigint
