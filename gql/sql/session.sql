-- name: begin_session
-- Insert a session of an account ($1) with a refresh token ($2 hash) for so many seconds ($3), begun in a network ($5). No row
-- where the account was disabled, or got another password, since the hash ($4) was verified; the lock waits for such a change.
with holder as (
  select a.id
  from account a
  where a.id = $1::bigint and a.password_hash = $4::text and a.disabled_at is null
  for no key update
)
insert into session (account_id, refresh_hash, expires_at, network)
select h.id, $2::bytea, now() + make_interval(secs => $3::double precision), $5::text
from holder h
returning id

-- name: refresh_session
-- Replace the refresh token of a session ($1 id, $2 hash) by a new one ($3 hash, for $4 seconds). Comparing and replacing
-- in one statement makes a token good for one exchange, however many arrive at once.
update session s
set refresh_hash = $3::bytea, refreshed_at = now(),
  expires_at = now() + make_interval(secs => $4::double precision)
from account a
where s.id = $1::uuid and s.refresh_hash = $2::bytea
  and s.ended_at is null and s.expires_at > now()
  and a.id = s.account_id and a.disabled_at is null
returning a.id, a.email, a.role, a.author_id

-- name: repeat_refresh
-- The session ($1 id) whose refresh token was replaced less than so many seconds ago ($3) by one of these ($2 hashes). They are
-- the successors of the token that is presented, so that is the one which was replaced.
select s.refresh_hash, a.id, a.email, a.role, a.author_id
from session s
join account a on a.id = s.account_id
where s.id = $1::uuid and s.refresh_hash = any($2::bytea[])
  and s.refreshed_at > now() - make_interval(secs => $3::double precision)
  and s.ended_at is null and s.expires_at > now() and a.disabled_at is null

-- name: renew_hash
-- Replace the hash of the password of an account ($1) by another of the same password ($2).
update account set password_hash = $2::text where id = $1::bigint

-- name: has_session_from
-- Whether the account with this e-mail address ($1) had a session that was begun in this network ($2), within the 30 days for
-- which an ended one is kept.
select exists (
  select
  from session s
  join account a on a.id = s.account_id
  where a.email = $1::text and s.network = $2::text
) as had_session

-- name: end_reused_session
-- End a session ($1 id) when a token ($2 hash) other than its current one is presented.
update session s
set ended_at = now()
where s.id = $1::uuid and s.refresh_hash <> $2::bytea and s.ended_at is null and s.expires_at > now()
returning s.id

-- name: end_session
-- End a session ($1 id) by its current refresh token ($2 hash), or by the one before ($3 hashes of what may follow it) within
-- so many seconds ($4).
update session s
set ended_at = coalesce(s.ended_at, now())
where s.id = $1::uuid
  and (s.refresh_hash = $2::bytea
    or s.refresh_hash = any($3::bytea[])
    and s.refreshed_at > now() - make_interval(secs => $4::double precision))
returning s.id

-- name: account_of_session
-- The account of a session ($1 id, $2 account), and whether either has ended.
select a.id, a.email, a.role, a.author_id,
  a.disabled_at is not null as is_disabled, s.ended_at is not null as is_ended
from session s
join account a on a.id = s.account_id
where s.id = $1::uuid and a.id = $2::bigint

-- name: delete_old_sessions
-- Delete sessions that ended or expired more than 30 days ago.
delete from session where coalesce(ended_at, expires_at) < now() - interval '30 days'
