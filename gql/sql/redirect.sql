-- name: redirect_at
-- The redirect at a path ($1).
select r.id, r.location from redirect r where r.uri = $1::text

-- name: insert_redirect
insert into redirect (uri, location) values ($1::text, $2::text)
returning id

-- name: delete_redirect
delete from redirect where id = $1::bigint returning uri
