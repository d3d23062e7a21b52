-- name: redirect_at
-- The redirect at a path ($1).
select r.id, r.location from redirect r where r.uri = $1::text

-- name: insert_redirect
insert into redirect (uri, location) values ($1::text, $2::text)
returning id

-- name: lock_redirect
-- A redirect ($1), locked until the transaction ends.
select r.uri, r.location from redirect r where r.id = $1::bigint for no key update

-- name: update_redirect
-- Where a redirect ($1) begins ($2) and leads to ($3).
update redirect set uri = $2::text, location = $3::text where id = $1::bigint

-- name: delete_redirect
delete from redirect where id = $1::bigint returning uri
