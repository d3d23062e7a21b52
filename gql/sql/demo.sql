-- name: is_here
-- Whether anything came from source $1.
select exists (select from imported i where i.source = $1)

-- name: is_foreign
-- Whether something is here, and nothing of it came from source $1.
select (exists (select from entry) or exists (select from author))
  and not exists (select from imported i where i.source = $1)
