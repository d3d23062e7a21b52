-- name: announce
-- Node $1, event $2, tags $3 (text[]), seen from $4 on (null: now); who listens hears the number of the row. A few of those that are
-- older than 30 days go with it.
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
