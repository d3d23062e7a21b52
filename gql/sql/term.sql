-- name: lock_trees
-- Lock terms ($1 bigint[]), all above them, whose counts may change, and all below them, whose paths may, by id.
select t.id
from term t
where t.id = any(array(select unnest(c.path) from term c where c.id = any($1::bigint[]))) or t.path && $1
order by t.id
for no key update

-- name: terms
-- Terms by id ($1 bigint[]), of one kind ($2), as they are after the lock.
select t.id, t.slug, t.uri, t.name, t.name_key, t.description, t.parent_id, t.path, t.version
from term t
where t.id = any($1::bigint[]) and t.kind = $2::text

-- name: version
select t.version from term t where t.id = $1::bigint and t.kind = $2::text

-- name: levels_below
-- How many levels of terms there are below a term ($1).
select coalesce(max(cardinality(t.path) - array_position(t.path, $1::bigint)), 0) as levels from term t where $1 = any(t.path)

-- name: deepest_level
-- The level of the lowest of a term ($1) and all below it; 1 is the top.
select max(cardinality(t.path)) from term t where $1 = any(t.path)

-- name: sibling_named
-- A term of a kind ($1) with this key of its name ($2) and this parent ($3), other than $4.
select t.id, t.name
from term t
where t.kind = $1::text
  and t.name_key = $2::text
  and t.parent_id is not distinct from $3::bigint
  and t.id <> $4::bigint
order by t.id
limit 1

-- name: taken_slugs
-- Which of the slugs ($1 text[]) other terms (than $2) of a kind ($3) have, would be at the path of a page in the folder $4, or are none ($5
-- text[]).
select k.slug as name
from unnest($1::text[]) as k (slug)
where exists (select from term t where t.kind = $3::text and t.slug = k.slug and t.id <> all($2::bigint[]))
  or exists (select from entry e where e.uri = $4::text || k.slug || '/' and e.status <> 'TRASH')
  or k.slug = any($5::text[])

-- name: insert_term
-- A term from a record ($1 jsonb): readers see it before anything is filed under it.
insert into term (kind, slug, uri, name, name_key, description, parent_id)
select r.kind, r.slug, r.uri, r.name, r.name_key, r.description, r.parent_id
from jsonb_populate_record(null::term, $1::jsonb) as r
returning id

-- name: update_term
-- Overwrite a term ($1) with a record ($2 jsonb). What only drafts have named is shown from now on.
update term t
set slug = r.slug,
  uri = r.uri,
  name = r.name,
  name_key = r.name_key,
  description = r.description,
  is_public = true,
  version = t.version + 1
from jsonb_populate_record(null::term, $2::jsonb) as r
where t.id = $1::bigint

-- name: set_parents
-- Put terms ($1 bigint[]) below another ($2; null: at the top).
update term t set parent_id = $2::bigint where t.id = any($1::bigint[]) and t.parent_id is distinct from $2

-- name: children
-- The terms directly below terms ($1 bigint[]).
select t.id from term t where t.parent_id = any($1::bigint[]) order by t.id

-- name: increment_version
update term set version = version + 1 where id = $1::bigint

-- name: insert_former_uris
-- Redirect former URIs ($1 text[]) to a term ($2), whatever they led to before.
insert into former_uri (uri, term_id)
select k.uri, $2::bigint from unnest($1::text[]) as k (uri)
on conflict (uri) do update
set term_id = excluded.term_id,
  author_id = null,
  media_id = null

-- name: uris_and_menus
-- Cache tags of what leads to terms ($1 bigint[]): their URIs, the former ones, and the menus with an item for one of them.
select 'uri:' || t.uri as tag from term t where t.id = any($1::bigint[])
union
select 'uri:' || f.uri from former_uri f where f.term_id = any($1::bigint[])
union
select k.tag
from menu_item i
cross join lateral (values ('menus'), ('menu:' || i.menu_id)) as k (tag)
where i.term_id = any($1::bigint[])
order by 1

-- name: merged_into
-- What became of terms ($1 bigint[]) of a kind ($2) that were merged.
select m.id, m.term_id from merged_term m where m.id = any($1::bigint[]) and m.kind = $2::text

-- name: count_posts
-- How many posts carry terms ($1 bigint[]) or are in categories below them, counted up to a bound ($2).
select count(*)::integer as posts
from (
  select from post_term l where l.term_id = any($1::bigint[])
  union all
  select from post_category c where c.category_id = any($1) and not c.is_own
  limit $2::integer
) k

-- name: delete_double_links
-- Of posts that carry several of the terms $1 (bigint[]) and $2, all links but that to $2, or else the first.
with linked as (
  select l.post_id, l.term_id,
    row_number() over (partition by l.post_id order by l.term_id <> $2::bigint, l.position, l.term_id) as place
  from post_term l
  where (l.term_id = any($1::bigint[]) or l.term_id = $2)
    and l.post_id = any(array(select o.post_id from post_term o where o.term_id = any($1)))
)
delete from post_term l
using linked k
where l.post_id = k.post_id and l.term_id = k.term_id and k.place > 1

-- name: move_links
-- File what is filed under terms ($1 bigint[]) under another ($2). The trigger that counts counts all of them anew.
update post_term set term_id = $2::bigint where term_id = any($1::bigint[])

-- name: move_draft_terms
-- In drafts that carry terms ($1 bigint[]), another one ($2) in place of the first; null: none.
update entry_draft d
set term_ids = array(
  select k.id
  from (
    select case when o.id = any($1::bigint[]) then $2::bigint else o.id end as id, min(o.place) as place
    from unnest(d.term_ids) with ordinality as o (id, place)
    group by 1
  ) k
  where k.id is not null
  order by k.place
)
where d.term_ids && $1

-- name: move_menu_items
update menu_item set term_id = $2::bigint where term_id = any($1::bigint[])

-- name: move_former_uris
update former_uri set term_id = $2::bigint where term_id = any($1::bigint[])

-- name: move_merged
-- What was merged into terms ($1 bigint[]) counts as merged into another ($2), as these themselves do.
with moved as (
  update merged_term set term_id = $2::bigint where term_id = any($1::bigint[])
)
insert into merged_term (id, kind, slug, name_key, term_id)
select t.id, t.kind, t.slug, coalesce(t.name_key, lower(t.name)), $2 from term t where t.id = any($1)

-- name: delete_terms
delete from term where id = any($1::bigint[])
