-- name: insert_revision
-- Entry $1, version $2, saved by author $3 (null: an API token or an import), values $4 (jsonb), plain text $5.
insert into entry_revision (entry_id, version, saved_by, written, content_text)
values ($1::bigint, $2::integer, $3::bigint, $4::jsonb, $5::text)
on conflict (entry_id, version) do nothing

-- name: has_revision
select exists (
  select from entry_revision r where r.entry_id = $1::bigint and r.version = $2::integer
) as has_revision

-- name: revision_values
select r.written from entry_revision r where r.entry_id = $1::bigint and r.version = $2::integer

-- name: last_save
-- Who saved the newest version of an entry ($1), and when.
select r.version, r.saved_by, r.saved_at, a.name
from entry_revision r
left join author a on a.id = r.saved_by
where r.entry_id = $1::bigint
order by r.version desc
limit 1

-- name: entries_and_texts
-- The post or page, and the plain text, of each of these revisions ($1 bigint[]).
select r.id, r.entry_id, r.content_text as text from revision r where r.id = any($1::bigint[])

-- name: revision_texts
-- The plain texts of revisions ($1 bigint[]), each with that of the version before it.
select r.id, r.content_text as text,
  coalesce((
    select b.content_text
    from revision b
    where b.entry_id = r.entry_id and b.version < r.version
    order by b.version desc
    limit 1
  ), '') as before
from revision r
where r.id = any($1::bigint[])

-- name: posts_by_author
-- Which of these posts ($1 bigint[]) are by an author ($2).
select l.post_id from post_author l where l.post_id = any($1::bigint[]) and l.author_id = $2::bigint
