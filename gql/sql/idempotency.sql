-- name: forget_keys
-- Keys older than so many seconds ($1). What another transaction forgets is left to it.
delete from idempotency
where (subject, key) in (
  select i.subject, i.key
  from idempotency i
  where i.made_at < clock_timestamp() - make_interval(secs => $1::double precision)
  for update skip locked
)

-- name: take_key
-- The key ($2) of a subject ($1), unless it is taken. Waits for whoever is about to take it.
insert into idempotency (subject, key)
values ($1::text, $2::text)
on conflict do nothing
returning true

-- name: remember_made
update idempotency set node_id = $3::bigint where subject = $1::text and key = $2::text

-- name: made
select i.node_id from idempotency i where i.subject = $1::text and i.key = $2::text
