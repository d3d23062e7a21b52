-- name: avatar_keys
-- Avatar keys of guests who commented before, by their e-mail addresses in lower case ($1 text[]). Of each, that of the oldest
-- comment: one step on an index, however many there are.
select k.email, c.guest_avatar_key
from unnest($1::text[]) as k (email)
cross join lateral (
  select p.comment_id
  from comment_private p
  where lower(p.email) = k.email
  order by p.comment_id
  limit 1
) f
join comment c on c.id = f.comment_id

-- name: own_avatar_key
-- The avatar key of the oldest of these comments ($1 bigint[]) with this e-mail address ($2).
-- Only comments whose receipts the guest holds: by address alone, a picture would reveal who else used it.
select c.guest_avatar_key
from comment c
join comment_private p on p.comment_id = c.id
where c.id = any($1::bigint[]) and lower(p.email) = lower($2::text)
order by c.id
limit 1
