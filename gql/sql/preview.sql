-- name: insert_preview
-- A preview of an entry ($1) by an account ($2) or an API token ($3 name), with the digest of its token ($4), for so many minutes ($5).
insert into preview (entry_id, account_id, machine, token_hash, expires_at)
values ($1::bigint, $2::bigint, $3::text, $4::bytea, date_trunc('second', now()) + make_interval(mins => $5::integer))
returning id, expires_at

-- name: delete_old_previews
-- Delete previews that ended more than 30 days ago, except those that another transaction is deleting.
delete from preview
where id in (
  select p.id
  from preview p
  where coalesce(p.revoked_at, p.expires_at) < now() - interval '30 days'
  for update skip locked
)

-- name: count_previews
-- How many previews of an entry ($1) have not ended.
select count(*) from preview p where p.entry_id = $1::bigint and p.revoked_at is null and p.expires_at > now()

-- name: entry_of_preview
-- The entry of a preview ($1).
select p.entry_id, e.kind
from preview p
join entry e on e.id = p.entry_id
where p.id = $1::bigint

-- name: revoke_preview
update preview set revoked_at = coalesce(revoked_at, now()) where id = $1::bigint

-- name: presented_previews
-- The previews with these digests ($1 bytea[]), with who made each and whether that may still act, and the owners of its entry as the
-- statement `entry` has them.
select p.token_hash, p.entry_id, e.kind, p.expires_at <= now() as is_expired,
  p.revoked_at is not null or a.disabled_at is not null or t.revoked_at is not null as is_revoked,
  coalesce(a.role, t.role) as role, a.author_id,
  coalesce(nullif(array(
    select l.author_id from post_author l where l.post_id = e.id order by l.position, l.author_id
  ), '{}'), array[e.author_id]) as owners
from preview p
join entry e on e.id = p.entry_id
left join account a on a.id = p.account_id
left join api_token t on t.name = p.machine
where p.token_hash = any($1::bytea[])

-- name: previews
-- The previews of entries ($1 bigint[]) that have not ended, newest first.
select p.entry_id, p.id
from preview p
where p.entry_id = any($1::bigint[])
order by p.entry_id, p.created_at desc, p.id desc
