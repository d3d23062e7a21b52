-- name: account_by_email
-- The account with this e-mail address ($1 text, in lower case).
select a.id, a.email, a.password_hash, a.role, a.author_id, a.disabled_at is not null as is_disabled
from account a
where a.email = $1::text

-- name: insert_account
-- Insert an account ($1 e-mail, $2 hash, $3 role) with a profile ($4); no row where the address is taken.
insert into account (email, password_hash, role, author_id)
values ($1::text, $2::text, $3::text, $4::bigint)
on conflict do nothing
returning id

-- name: insert_profile
-- Insert a profile ($1 slug, $2 path, $3 name), hidden until something public belongs to it.
insert into author (slug, uri, name, is_public)
values ($1::text, $2::text, $3::text, false)
returning id

-- name: profile_by_slug
-- The profile with this slug ($1), and whether an account has it.
select a.id, exists (select from account c where c.author_id = a.id) as is_claimed
from author a
where a.slug = $1::text

-- name: claim_profile
-- Give an account ($1) another profile ($2); returns the one it had. The join with `before` reads the row as it was:
-- `returning` alone has the new values.
update account c
set author_id = $2::bigint
from account before
where c.id = $1::bigint and before.id = c.id
returning before.author_id

-- name: delete_unused_profile
-- Delete a profile ($1), unless anything names it. A test compares this list with the foreign keys to author.
delete from author a
where a.id = $1::bigint
  and not a.is_public
  and not exists (select from entry e where e.author_id = a.id)
  and not exists (select from post_author l where l.author_id = a.id)
  and not exists (select from comment c where c.author_id = a.id)
  and not exists (select from entry_like l where l.author_id = a.id)
  and not exists (select from comment_like l where l.author_id = a.id)
  and not exists (select from menu_item i where i.author_id = a.id)
  and not exists (select from former_uri f where f.author_id = a.id)
  and not exists (select from meta m where m.author_id = a.id)
  and not exists (select from seo s where s.author_id = a.id)
  and not exists (select from account c where c.author_id = a.id)
  and not exists (select from entry_draft d where a.id = any(d.author_ids))
  and not exists (select from entry_revision r where r.saved_by = a.id)
  and not exists (select from moderation m where m.moderator_id = a.id)
  and not exists (select from moderation m where m.undone_by = a.id)

-- name: set_role
-- Set the role ($2) of an account ($1 e-mail).
update account set role = $2::text where email = $1::text returning id

-- name: set_password
-- Set the password ($2 hash) of an account ($1 e-mail) and end its sessions.
with changed as (
  update account set password_hash = $2::text where email = $1::text returning id
), ended as (
  update session s set ended_at = now() from changed c where s.account_id = c.id and s.ended_at is null
)
select id from changed

-- name: set_disabled
-- Disable an account ($1 e-mail) and end its sessions, or enable it ($2 boolean).
with changed as (
  update account set disabled_at = case when $2::boolean then now() end
  where email = $1::text
  returning id
), ended as (
  update session s set ended_at = now()
  from changed c
  where $2::boolean and s.account_id = c.id and s.ended_at is null
)
select id from changed

-- name: accounts
-- All accounts.
select c.email, c.role, a.slug, a.name, c.disabled_at
from account c
join author a on a.id = c.author_id
order by c.email

-- name: insert_api_token
-- Insert a token ($1 name, $2 role, $3 whether it may write, $4 hash); no row where the name is taken.
insert into api_token (name, role, may_write, token_hash)
values ($1::text, $2::text, $3::boolean, $4::bytea)
on conflict do nothing
returning id

-- name: revoke_api_token
-- Revoke the token with this name ($1).
update api_token set revoked_at = coalesce(revoked_at, now()) where name = $1::text returning id

-- name: api_tokens
-- All tokens.
select t.name, t.role, t.may_write, t.created_at, t.used_at, t.revoked_at
from api_token t
order by t.name

-- name: api_token
-- The token with this hash ($1), and whether used_at is due: at most one write a minute for each token.
select t.id, t.name, t.role, t.may_write,
  t.used_at is null or t.used_at < now() - interval '1 minute' as is_due
from api_token t
where t.token_hash = $1::bytea and t.revoked_at is null

-- name: record_token_use
-- Record that the token ($1 id) has just been used.
update api_token set used_at = now() where id = $1::bigint
