-- name: avatar_keys
-- Avatar keys of guests who commented before, by their e-mail addresses in lower case ($1 text[]).
select distinct on (lower(p.email)) lower(p.email) as email, c.guest_avatar_key
from comment_private p
join comment c on c.id = p.comment_id
where lower(p.email) = any($1::text[])
order by lower(p.email), c.id

-- name: own_avatar_key
-- The avatar key of the oldest of these comments ($1 bigint[]) with this e-mail address ($2).
-- Only comments whose receipts the guest holds: by address alone, a picture would reveal who else used it.
select c.guest_avatar_key
from comment c
join comment_private p on p.comment_id = c.id
where c.id = any($1::bigint[]) and lower(p.email) = lower($2::text)
order by c.id
limit 1
