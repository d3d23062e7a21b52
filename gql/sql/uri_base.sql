-- name: taken_path
-- A path to which a category, tag or author ($1: CATEGORY, TAG or AUTHOR) would move in a folder ($2), and which something else has.
with named as (
  select t.name, t.uri as present, $2::text || t.slug || '/' as uri from term t where t.kind = $1::text
  union all
  select a.name, a.uri, $2::text || a.slug || '/' from author a where $1::text = 'AUTHOR'
)
select n.name, n.uri, lower(e.kind) as what
from named n
join entry e on e.uri = n.uri and e.status <> 'TRASH'
where n.uri <> n.present
union all
select n.name, n.uri, 'redirect'
from named n
join redirect r on r.uri = n.uri
where n.uri <> n.present
order by uri
limit 1

-- name: reserved_category
-- A category whose slug is one of these ($1 text[]).
select t.slug from term t where t.kind = 'CATEGORY' and t.slug = any($1::text[]) order by t.slug limit 1

-- name: move_terms
-- Of the terms of a kind ($4) with higher ids than $2, the next $3 that are not in the folder $1: there they are now, and their former
-- paths lead to them.
with due as (
  select t.id, t.uri, $1::text || t.slug || '/' as moved_uri
  from term t
  where t.kind = $4::text and t.id > $2::bigint and t.uri <> $1::text || t.slug || '/'
  order by t.id
  limit $3::integer
), moved as (
  update term t
  set uri = d.moved_uri
  from due d
  where t.id = d.id
)
insert into former_uri (uri, term_id)
select d.uri, d.id from due d
on conflict (uri) do update
set term_id = excluded.term_id,
  author_id = null,
  media_id = null
returning term_id as id

-- name: move_authors
-- The same of authors.
with due as (
  select a.id, a.uri, $1::text || a.slug || '/' as moved_uri
  from author a
  where a.id > $2::bigint and a.uri <> $1::text || a.slug || '/'
  order by a.id
  limit $3::integer
), moved as (
  update author a
  set uri = d.moved_uri
  from due d
  where a.id = d.id
)
insert into former_uri (uri, author_id)
select d.uri, d.id from due d
on conflict (uri) do update
set author_id = excluded.author_id,
  term_id = null,
  media_id = null
returning author_id as id

-- name: update_bases
-- The bases of categories ($1), tags ($2) and authors ($3).
update site
set category_base = $1::text,
  tag_base = $2::text,
  author_base = $3::text,
  version = version + 1
