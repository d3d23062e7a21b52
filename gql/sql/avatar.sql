-- name: avatar_keys
-- Of guests who answered before, by their e-mail addresses in lower case ($1 text[]).
select distinct on (lower(p.email)) lower(p.email) as email, c.guest_avatar_key
from comment_private p
join comment c on c.id = p.comment_id
where lower(p.email) = any($1::text[])
order by lower(p.email), c.id

-- name: take_email
-- Until the end of the transaction ($1: an e-mail address in lower case).
select pg_advisory_xact_lock(hashtextextended('avatar of ' || $1::text, 0))
