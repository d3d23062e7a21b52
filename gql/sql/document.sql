-- name: document_versions
-- How often each kind of documents has changed.
select v.kind, v.version from document_version v

-- name: stored_hashes
-- The id and hash of each document that operators have added.
select d.id, d.hash from stored_document d order by d.id

-- name: stored_texts
-- The texts of the documents with these ids ($1 text[]), by id.
select d.id as key, d.text from stored_document d where d.id = any($1::text[])

-- name: stored_documents
-- Everything of the documents that operators have added, for people: what was added last comes first.
select d.id, d.text, d.operations, d.added_at from stored_document d order by d.added_at desc, d.id

-- name: stored_bytes
-- How many bytes the texts of all of them have.
select coalesce(sum(octet_length(d.text)), 0)::bigint from stored_document d

-- name: lock_stored_documents
-- Lets one command at a time change what is added; readers do not wait.
lock table stored_document in share row exclusive mode

-- name: insert_stored_documents
-- Adds documents: ids, hashes and texts ($1, $2, $3 text[]), and the operations of each, a line each ($4 text[]).
insert into stored_document (id, hash, text, operations)
select n.id, n.hash, n.text, string_to_array(n.operations, E'\n')
from unnest($1::text[], $2::text[], $3::text[], $4::text[]) as n (id, hash, text, operations)

-- name: delete_stored_documents
-- Removes the documents with these ids ($1 text[]), and returns the ids of those that there were.
delete from stored_document d where d.id = any($1::text[]) returning d.id

-- name: registered_hashes
-- The hashes of all documents that clients have registered.
select d.hash from registered_document d

-- name: registered_texts
-- The texts of the registered documents with these hashes ($1 text[]), by hash.
select d.hash as key, d.text from registered_document d where d.hash = any($1::text[])

-- name: lock_registered_documents
-- One process at a time writes what was registered.
select pg_advisory_xact_lock(hashtextextended('registered documents', 0))

-- name: insert_registered_documents
-- Keeps documents by their hashes ($1 text[]), with their texts ($2 text[]).
insert into registered_document (hash, text)
select n.hash, n.text from unnest($1::text[], $2::text[]) as n (hash, text)
on conflict (hash) do nothing

-- name: touch_registered_documents
-- Notes that these documents ($1 text[]) were used, unless that was noted in the last $2 seconds.
update registered_document d
set times_used = d.times_used + 1, used_at = now()
where d.hash = any($1::text[]) and d.used_at <= now() - make_interval(secs => $2::double precision)

-- name: trim_registered_documents
-- Deletes what is too much, the least recently used first: $1 documents used $3 times or more, and $2 others, of so many bytes in all ($4, $5).
delete from registered_document d
using (
  select r.hash, r.times_used >= $3::integer as is_established,
    count(*) over used_since as documents, sum(r.size) over used_since as bytes
  from registered_document r
  window used_since as (partition by r.times_used >= $3::integer order by r.used_at desc, r.hash rows unbounded preceding)
) as ranked
where ranked.hash = d.hash
  and case when ranked.is_established then ranked.documents > $1::integer or ranked.bytes > $4::bigint
    else ranked.documents > $2::integer or ranked.bytes > $5::bigint end
