-- name: begin_session
-- A session of an account ($1) with a refresh token ($2 hash) that is good for so many seconds ($3). Nothing where the
-- account has been disabled since its password ($4 hash) was compared, or has another.
with holder as (
  select a.id
  from account a
  where a.id = $1::bigint and a.password_hash = $4::text and a.disabled_at is null
  for share
)
insert into session (account_id, refresh_hash, expires_at)
select h.id, $2::bytea, now() + make_interval(secs => $3::double precision)
from holder h
returning id

-- name: refresh_session
-- Puts a new token ($3 hash, good for $4 seconds) in place of the one of a session ($1 id, $2 hash).
update session s
set refresh_hash = $3::bytea, refreshed_at = now(),
  expires_at = now() + make_interval(secs => $4::double precision)
from account a
where s.id = $1::uuid and s.refresh_hash = $2::bytea
  and s.ended_at is null and s.expires_at > now()
  and a.id = s.account_id and a.disabled_at is null
returning a.id, a.email, a.role, a.author_id

-- name: end_reused_session
-- Ends a session ($1 id) of which an old token ($2 hash) was shown.
update session s
set ended_at = now()
where s.id = $1::uuid and s.refresh_hash <> $2::bytea and s.ended_at is null and s.expires_at > now()
returning s.id

-- name: end_session
-- Ends a session ($1 id) whose token ($2 hash) is shown.
update session s
set ended_at = coalesce(s.ended_at, now())
where s.id = $1::uuid and s.refresh_hash = $2::bytea
returning s.id

-- name: account_of_session
-- Whose session ($1 id, of $2 account) it is, and whether it still holds.
select a.id, a.email, a.role, a.author_id,
  a.disabled_at is not null as is_disabled, s.ended_at is not null as is_ended
from session s
join account a on a.id = s.account_id
where s.id = $1::uuid and a.id = $2::bigint

-- name: forget_sessions
-- Sessions that ended or expired a month ago.
delete from session where coalesce(ended_at, expires_at) < now() - interval '30 days'
