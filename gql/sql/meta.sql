-- name: meta_of_posts
-- The meta of posts ($1 bigint[]) with one of the keys ($2 text[]; null: all). The view of posts decides whose the viewer sees. Values are
-- read only if all together have at most so many bytes ($3); `bytes` tells how many they have.
select f.owner_id, f.key, f.bytes, case when f.bytes <= $3::bigint then f.value end as value
from (
  select m.entry_id as owner_id, m.id, m.key, m.value, sum(octet_length(m.value)) over () as bytes
  from meta m
  where m.entry_id = any(array(select v.id from post v where v.id = any($1::bigint[])))
    and ($2::text[] is null or m.key = any($2))
) f
order by f.owner_id, f.id

-- name: meta_of_pages
-- The meta of pages ($1 bigint[]) with one of the keys ($2 text[]; null: all). The view of pages decides whose the viewer sees. Values are
-- read only if all together have at most so many bytes ($3); `bytes` tells how many they have.
select f.owner_id, f.key, f.bytes, case when f.bytes <= $3::bigint then f.value end as value
from (
  select m.entry_id as owner_id, m.id, m.key, m.value, sum(octet_length(m.value)) over () as bytes
  from meta m
  where m.entry_id = any(array(select v.id from page v where v.id = any($1::bigint[])))
    and ($2::text[] is null or m.key = any($2))
) f
order by f.owner_id, f.id

-- name: meta_of_terms
-- The meta of terms ($1 bigint[]) with one of the keys ($2 text[]; null: all). The view of terms decides whose the viewer sees. Values are
-- read only if all together have at most so many bytes ($3); `bytes` tells how many they have.
select f.owner_id, f.key, f.bytes, case when f.bytes <= $3::bigint then f.value end as value
from (
  select m.term_id as owner_id, m.id, m.key, m.value, sum(octet_length(m.value)) over () as bytes
  from meta m
  where m.term_id = any(array(select v.id from term v where v.id = any($1::bigint[])))
    and ($2::text[] is null or m.key = any($2))
) f
order by f.owner_id, f.id

-- name: meta_of_authors
-- The meta of authors ($1 bigint[]) with one of the keys ($2 text[]; null: all). The view of authors decides whose the viewer sees. Values are
-- read only if all together have at most so many bytes ($3); `bytes` tells how many they have.
select f.owner_id, f.key, f.bytes, case when f.bytes <= $3::bigint then f.value end as value
from (
  select m.author_id as owner_id, m.id, m.key, m.value, sum(octet_length(m.value)) over () as bytes
  from meta m
  where m.author_id = any(array(select v.id from author v where v.id = any($1::bigint[])))
    and ($2::text[] is null or m.key = any($2))
) f
order by f.owner_id, f.id

-- name: meta_of_comments
-- The meta of comments ($1 bigint[]) with one of the keys ($2 text[]; null: all). The view of comments decides whose the viewer sees. Values are
-- read only if all together have at most so many bytes ($3); `bytes` tells how many they have.
select f.owner_id, f.key, f.bytes, case when f.bytes <= $3::bigint then f.value end as value
from (
  select m.comment_id as owner_id, m.id, m.key, m.value, sum(octet_length(m.value)) over () as bytes
  from meta m
  where m.comment_id = any(array(select v.id from comment v where v.id = any($1::bigint[])))
    and ($2::text[] is null or m.key = any($2))
) f
order by f.owner_id, f.id

-- name: delete_meta
-- Delete the values of keys ($5 text[]) of an entry ($1), term ($2), author ($3) or comment ($4): one of them, the others null.
delete from meta m
where (m.entry_id = $1::bigint or m.term_id = $2::bigint or m.author_id = $3::bigint or m.comment_id = $4::bigint)
  and m.key = any($5::text[])

-- name: insert_meta
-- Add keys ($5 text[]) with values ($6 text[]), in order, to an entry ($1), term ($2), author ($3) or comment ($4).
insert into meta (entry_id, term_id, author_id, comment_id, key, value)
select $1::bigint, $2::bigint, $3::bigint, $4::bigint, k.key, k.value
from unnest($5::text[], $6::text[]) with ordinality as k (key, value, place)
order by k.place

-- name: size_of_meta
-- How many values an entry ($1), term ($2), author ($3) or comment ($4) has, and how many bytes in all.
select count(*)::integer as count, coalesce(sum(octet_length(m.value)), 0)::integer as bytes
from meta m
where m.entry_id = $1::bigint or m.term_id = $2::bigint or m.author_id = $3::bigint or m.comment_id = $4::bigint

-- name: replace_meta
-- All meta of entries ($1), terms ($2), authors ($3) and comments ($4) (all bigint[]) is deleted: an import brings it anew.
delete from meta m
where m.entry_id = any($1::bigint[]) or m.term_id = any($2::bigint[]) or m.author_id = any($3::bigint[]) or m.comment_id = any($4::bigint[])

-- name: insert_many_meta
-- Rows ($1 jsonb), in order.
insert into meta (entry_id, term_id, author_id, comment_id, key, value)
select r.entry_id, r.term_id, r.author_id, r.comment_id, r.key, r.value
from jsonb_array_elements($1::jsonb) with ordinality as k (row, place)
cross join lateral jsonb_populate_record(null::meta, k.row) as r
order by k.place
