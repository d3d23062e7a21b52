-- name: accounts_of_authors
-- Who signs in with these profiles ($1 bigint[]).
select c.author_id, c.email, c.role, c.is_disabled, c.created_at
from account c
where c.author_id = any($1::bigint[])

-- name: versions
-- How often terms or authors ($1: term or author) of these ids ($2 bigint[]) were saved.
select v.id, v.version from version v where v.kind = $1::text and v.id = any($2::bigint[])

-- name: lock_profile
-- A profile ($1), locked until the transaction ends.
select a.id, a.slug, a.uri, a.version from author a where a.id = $1::bigint for no key update

-- name: version
select a.version from author a where a.id = $1::bigint

-- name: move_profile
-- Another slug ($2) and path ($3) of a profile ($1).
update author set slug = $2::text, uri = $3::text where id = $1::bigint

-- name: former_uris
-- The paths that lead to a profile ($1) by a redirect.
select f.uri from former_uri f where f.author_id = $1::bigint order by f.uri

-- name: insert_former_uri
-- Redirect a former URI ($1) to a profile ($2), whatever it led to before.
insert into former_uri (uri, author_id) values ($1::text, $2::bigint)
on conflict (uri) do update
set author_id = excluded.author_id,
  term_id = null,
  media_id = null

-- name: taken_slugs
-- Which of the slugs ($1 text[]) other profiles (than $2) have, or would be at the path of a page.
select k.slug as name
from unnest($1::text[]) as k (slug)
where exists (select from author a where a.slug = k.slug and a.id <> all($2::bigint[]))
  or exists (select from entry e where e.uri = $3::text || k.slug || '/' and e.status <> 'TRASH')

-- name: lock_administrators
-- Lock the accounts of all administrators who can sign in, by id: two who would lock each other out wait for each other.
select c.id from account c where c.role = 'ADMIN' and c.disabled_at is null order by c.id for update

-- name: account_of_author
-- The account of a profile ($1), locked.
select c.id, c.email, c.role, c.disabled_at is not null as is_disabled from account c where c.author_id = $1::bigint for update

-- name: count_administrators
select count(*)::integer as count from account c where c.role = 'ADMIN' and c.disabled_at is null
