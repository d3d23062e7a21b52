-- name: delete_expired_keys
-- Keys older than so many seconds ($1), except those that another transaction is deleting.
delete from idempotency
where (subject, key) in (
  select i.subject, i.key
  from idempotency i
  where i.made_at < clock_timestamp() - make_interval(secs => $1::double precision)
  for update skip locked
)

-- name: claim_key
-- Inserts the key ($2) of a subject ($1) with the fingerprint ($3) of its input, unless it exists; waits for a transaction that is
-- inserting the same key to end.
insert into idempotency (subject, key, fingerprint)
values ($1::text, $2::text, $3::bytea)
on conflict do nothing
returning true

-- name: store_result
update idempotency set node_id = $3::bigint where subject = $1::text and key = $2::text

-- name: stored_result
select i.node_id, i.fingerprint from idempotency i where i.subject = $1::text and i.key = $2::text
