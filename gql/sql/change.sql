-- name: record_change
-- Node $1, event $2, tags $3 (text[]), shows_at $4 (null: now). Listeners receive the id of the row: a payload of NOTIFY has 8,000 bytes
-- at most, and tags may have more. Up to ten rows older than 30 days are deleted with it, so that no job is needed; skip locked, as
-- another transaction may be deleting the same ones.
with forgotten as (
  delete from change
  where id in (
    select c.id
    from change c
    where c.changed_at < now() - interval '30 days'
    order by c.changed_at
    limit 10
    for update skip locked
  )
), told as (
  insert into change (node, event, tags, shows_at)
  values ($1::text, $2::text, $3::text[], coalesce($4::timestamptz, now()))
  returning id
)
select pg_notify('quire_change', t.id::text) from told t
