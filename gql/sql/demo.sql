-- name: is_loaded
-- Whether anything was imported from source $1.
select exists (select from imported i where i.source = $1)

-- name: holds_other_publication
-- Whether there is content, none of it from source $1.
select (exists (select from entry) or exists (select from author))
  and not exists (select from imported i where i.source = $1)

-- name: post_by_slug
-- The id of the published post with this slug ($1 text).
select e.id
from entry e
where e.kind = 'POST' and e.slug = $1::text and e.status = 'PUBLISHED'
