-- name: liked_posts
-- Which of these posts ($1 bigint[]) the viewer likes.
select l.post_id as id
from liked_post l
where l.post_id = any($1::bigint[])

-- name: liked_comments
-- Which of these comments ($1 bigint[]) the viewer likes.
select l.comment_id as id
from liked_comment l
where l.comment_id = any($1::bigint[])

-- name: liked_posts_of_guest
-- Which of these posts ($2 bigint[]) the guest with this key ($1) likes.
select l.id
from quire_guest.liked_posts($1::uuid, $2::bigint[]) as l (id)

-- name: liked_comments_of_guest
-- Which of these comments ($2 bigint[]) the guest with this key ($1) likes.
select l.id
from quire_guest.liked_comments($1::uuid, $2::bigint[]) as l (id)

-- name: show_due_counts
-- Copies the counts of entries that somebody held while they were liked; of those that are free now, ten at most.
select quire.show_likes('{}')

-- name: lock_visible_post
-- The post ($1), if readers see it; locked against deletion only, so that nobody who likes it waits for those who edit it or comment on it.
select e.id
from entry e
where e.id = $1::bigint and e.kind = 'POST' and e.status = 'PUBLISHED' and e.published_at <= now()
for key share

-- name: lock_visible_comment
-- The comment ($1), if readers see it; locked before the like is inserted, or a deletion could come in between and deadlock with it.
select c.id, c.entry_id, (select e.kind from entry e where e.id = c.entry_id) as entry_kind
from comment c
where c.id = $1::bigint
  and c.visible_from is not null
  and not c.is_deleted
  and exists (
    select from entry e where e.id = c.entry_id and e.status = 'PUBLISHED' and e.published_at <= now()
  )
for no key update

-- name: like_post_as_author
insert into entry_like (entry_id, author_id) values ($1::bigint, $2::bigint) on conflict do nothing

-- name: like_post_as_guest
insert into entry_guest_like (entry_id, guest_key) values ($1::bigint, $2::uuid) on conflict do nothing

-- name: like_comment_as_author
insert into comment_like (comment_id, author_id) values ($1::bigint, $2::bigint) on conflict do nothing

-- name: like_comment_as_guest
insert into comment_guest_like (comment_id, guest_key) values ($1::bigint, $2::uuid) on conflict do nothing

-- name: unlike_post_as_author
delete from entry_like where entry_id = $1::bigint and author_id = $2::bigint

-- name: unlike_post_as_guest
delete from entry_guest_like where entry_id = $1::bigint and guest_key = $2::uuid

-- name: unlike_comment_as_author
delete from comment_like where comment_id = $1::bigint and author_id = $2::bigint

-- name: unlike_comment_as_guest
delete from comment_guest_like where comment_id = $1::bigint and guest_key = $2::uuid

-- name: post_like_count
-- As counted, which the entry itself may show a little later.
select coalesce(
  (select k.like_count from entry_like_count k where k.entry_id = $1::bigint),
  (select e.like_count from entry e where e.id = $1::bigint)
)

-- name: comment_like_count
select c.like_count from comment c where c.id = $1::bigint
