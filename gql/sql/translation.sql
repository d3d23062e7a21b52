-- name: translations
-- The translations of an entry ($1), with their languages in lower case: all others of its group, those in the trash left out.
select o.id, lower(o.language) as language
from entry e
join entry o on o.translation_group = e.translation_group and o.id <> e.id
where e.id = $1::bigint and o.status <> 'TRASH'
order by o.id

-- name: languages
-- The language of an entry ($1) as it is, and as its newest version has it, both in lower case.
select lower(e.language) as language, lower(coalesce(d.language, e.language)) as newest
from entry e
left join entry_draft d on d.entry_id = e.id
where e.id = $1::bigint

-- name: begin_group
-- Gives an entry ($1) a group, if it has none.
update entry set translation_group = gen_random_uuid() where id = $1::bigint and translation_group is null

-- name: join_group
-- Makes an entry ($1) a member of the group of another ($2).
update entry e
set translation_group = o.translation_group
from entry o
where e.id = $1::bigint and o.id = $2::bigint

-- name: leave_group
update entry set translation_group = null where id = $1::bigint and translation_group is not null

-- name: members
-- Entries ($1 bigint[]), and all that are in one of these groups ($2 uuid[]).
select e.id, e.kind, lower(e.language) as language, e.status = 'TRASH' as is_trash, e.translation_group
from entry e
where e.id = any($1::bigint[]) or e.translation_group = any($2::uuid[])
order by e.id

-- name: set_groups
-- Makes entries ($1 bigint[]) members of groups ($2 uuid[]).
update entry e
set translation_group = k.translation_group
from unnest($1::bigint[], $2::uuid[]) as k (id, translation_group)
where e.id = k.id
