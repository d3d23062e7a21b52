-- name: lock_menu
-- A menu ($1), locked until the transaction ends.
select m.id, m.slug, m.name, m.location, m.version from menu m where m.id = $1::bigint for no key update

-- name: version
select m.version from menu m where m.id = $1::bigint

-- name: menu_at
-- The menu at a location ($1), other than $2.
select m.name from menu m where m.location = $1::text and m.id <> $2::bigint

-- name: insert_menu
insert into menu (slug, name, location) values ($1::text, $2::text, $3::text)
returning id

-- name: update_menu
update menu set slug = $2::text, name = $3::text, location = $4::text, version = version + 1 where id = $1::bigint

-- name: delete_menu
-- A menu ($1), and with it its items.
delete from menu where id = $1::bigint returning id

-- name: existing_targets
-- Which of these entries ($1), terms ($2) and authors ($3) there are (all bigint[]), each with its kind.
select e.id, e.kind from entry e where e.id = any($1::bigint[]) and e.status <> 'TRASH'
union all
select t.id, t.kind from term t where t.id = any($2::bigint[])
union all
select a.id, 'AUTHOR' from author a where a.id = any($3::bigint[])
