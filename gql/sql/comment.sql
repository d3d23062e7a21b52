-- name: lock_open_entry
-- A public entry ($1) of a kind ($2), locked until the end of the transaction.
-- "no key update" is enough: it blocks edits of the entry, not foreign keys that refer to it.
select e.id, e.comments_open
from entry e
where e.id = $1::bigint and e.kind = $2::text and e.status = 'PUBLISHED' and e.published_at <= now()
for no key update

-- name: repliable_parent
-- A comment ($1) that readers see if they see its entry. Held comments take no replies, not even of moderators.
select c.entry_id, c.depth, c.is_deleted
from comment c
where c.id = $1::bigint and c.visible_from is not null

-- name: is_duplicate
-- Whether the same text ($2) was sent to the same entry ($1) within a day by this author ($3) or, for guests, from this network ($4 text).
select exists (
  select
  from comment c
  left join comment_private p on p.comment_id = c.id
  where c.entry_id = $1::bigint
    and c.published_at > now() - interval '1 day'
    and c.content_text = $2::text
    and case
      when $3::bigint is not null then c.author_id = $3::bigint
      else c.author_id is null
        and (p.network_address <<= $4::text::inet or ($4::text is null and p.network_address is null))
    end
)

-- name: kept_comment
-- Whether a comment ($1) that was created before is deleted by now, and whether its post or page is public. No row: it is gone.
select c.is_deleted, e.status = 'PUBLISHED' and e.published_at <= now() as is_on_public
from comment c
join entry e on e.id = c.entry_id
where c.id = $1::bigint

-- name: insert_comment
-- Inserts a record ($1 jsonb). begins_profile: the author had no public profile before.
-- clock_timestamp(), not now(): it is read after the entry is locked, so that a later comment is never older and no number of others changes.
insert into comment (
  entry_id, parent_id, kind, status, author_id, guest_name, guest_url, guest_avatar_key,
  content_html, content_markdown, content_text, content_source, published_at
)
select r.entry_id, r.parent_id, r.kind, r.status, r.author_id, r.guest_name, r.guest_url,
  r.guest_avatar_key, r.content_html, r.content_markdown, r.content_text, r.content_source,
  clock_timestamp()
from jsonb_populate_record(null::comment, $1::jsonb) as r
returning id, author_id is not null and not exists (
  select from quire_reader.author a where a.id = comment.author_id
) as begins_profile

-- name: insert_private
-- Inserts a record ($1 jsonb).
insert into comment_private (comment_id, email, network_address, user_agent, held_for)
select r.comment_id, r.email, r.network_address, r.user_agent, r.held_for
from jsonb_populate_record(null::comment_private, $1::jsonb) as r

-- name: is_approved_author
select exists (
  select from comment c where c.author_id = $1::bigint and c.status = 'APPROVED' and not c.is_deleted
)

-- name: is_approved_guest
-- Whether one of these comments ($1 bigint[]) was approved under this name ($2) and e-mail address ($3).
select exists (
  select
  from comment c
  left join comment_private p on p.comment_id = c.id
  where c.id = any($1::bigint[])
    and c.status = 'APPROVED'
    and not c.is_deleted
    and c.author_id is null
    and c.guest_name is not distinct from $2::text
    and lower(p.email) is not distinct from lower($3::text)
)

-- name: lock_entries_of
-- Locks the posts and pages of comments ($1 bigint[]) in the order of their ids, which is that of all transactions: so they cannot deadlock.
select e.id
from entry e
where e.id in (select c.entry_id from comment c where c.id = any($1::bigint[]))
order by e.id
for no key update

-- name: lock_comments
-- Locks comments ($1 bigint[]) in the order of their ids and returns their state. is_gone: a tombstone without a living comment below it, which nobody sees.
select c.id, c.status, c.author_id, c.is_deleted, c.published_at, c.updated_at, c.guest_name,
  c.is_deleted and not exists (
    with recursive below as (
      select d.id, d.is_deleted from comment d where d.parent_id = c.id
      union all
      select d.id, d.is_deleted from below b join comment d on d.parent_id = b.id
    )
    select from below b where not b.is_deleted
  ) as is_gone,
  c.visible_from is not null and exists (
    select from entry e where e.id = c.entry_id and e.status = 'PUBLISHED' and e.published_at <= now()
  ) as is_visible,
  exists (
    select from entry e where e.id = c.entry_id and e.status = 'PUBLISHED' and e.published_at <= now()
  ) as is_on_public
from comment c
where c.id = any($1::bigint[])
order by c.id
for no key update

-- name: email_of
select p.email from comment_private p where p.comment_id = $1::bigint

-- name: change_text
-- Sets text and status of a comment ($1) from a record ($2 jsonb).
update comment c
set content_html = r.content_html,
  content_markdown = r.content_markdown,
  content_text = r.content_text,
  content_source = r.content_source,
  status = r.status,
  updated_at = clock_timestamp()
from jsonb_populate_record(null::comment, $2::jsonb) as r
where c.id = $1::bigint

-- name: save_held_reason
-- Saves why a comment ($1) is held again ($2). A guest without an e-mail address may have no private row yet.
insert into comment_private (comment_id, held_for)
values ($1::bigint, $2::text)
on conflict (comment_id) do update set held_for = excluded.held_for

-- name: must_keep_row
-- Whether the row of a comment ($1) must stay as a tombstone: it has replies or a moderation log, or it is below a tombstone whose thread has a moderation log.
select exists (select from comment c where c.parent_id = $1::bigint)
  or exists (select from moderation m where m.comment_id = $1::bigint)
  or exists (
    select
    from comment c
    join comment p on p.id = c.parent_id and p.is_deleted
    join comment o on o.root_id = c.root_id and o.is_deleted
    join moderation m on m.comment_id = o.id
    where c.id = $1::bigint
  )

-- name: delete_comment
delete from comment where id = $1::bigint

-- name: leave_tombstone
-- Turns a comment ($1) into a tombstone. Without a living comment below it, it gets status TRASH and nobody sees it; the same goes for tombstones above it that were only visible for its sake.
-- The path twice: joined by the ids alone, the whole table may be read.
update comment c
set is_deleted = true,
  status = case when k.has_living then c.status else 'TRASH' end,
  author_id = null,
  guest_name = null,
  guest_url = null,
  guest_avatar_key = gen_random_uuid(),
  content_html = '',
  content_markdown = '',
  content_text = '',
  content_source = '',
  source_url = null,
  source_title = null,
  source_site_name = null,
  source_verified_at = null,
  updated_at = clock_timestamp()
from (
  select a.id, exists (
    with recursive below as (
      select d.id, d.is_deleted from comment d where d.parent_id = a.id
      union all
      select d.id, d.is_deleted from below b join comment d on d.parent_id = b.id
    )
    select from below b where b.id <> $1::bigint and not b.is_deleted
  ) as has_living
  from comment a
  where a.id = any((select b.path from comment b where b.id = $1::bigint)::bigint[])
    and (a.id = $1::bigint or a.is_deleted)
) k
where c.id = k.id
  and c.id = any((select b.path from comment b where b.id = $1::bigint)::bigint[])
  and (c.id = $1::bigint or not k.has_living)

-- name: delete_private
delete from comment_private where comment_id = $1::bigint

-- name: delete_own_meta
delete from meta where comment_id = $1::bigint

-- name: delete_likes
delete from comment_like where comment_id = $1::bigint

-- name: delete_guest_likes
delete from comment_guest_like where comment_id = $1::bigint

-- name: empty_tombstone_above
-- The parent of a comment ($1), if it is a tombstone without other replies.
select p.id
from comment c
join comment p on p.id = c.parent_id
where c.id = $1::bigint
  and p.is_deleted
  and not exists (select from comment o where o.parent_id = p.id and o.id <> c.id)

-- name: tag_snapshots
-- What the cache tags of comments ($1 bigint[]) depend on: entry, ancestors and descendants (family), the authors of comment and descendants (writers), the paths of their profiles and the menus that link to them.
-- begins_profile: at least one of these profiles is not public. Materialised, so that the descendants of a comment are read once and not for each column.
with alone as materialized (
  select c.id, c.entry_id, c.author_id, c.status, c.is_deleted, c.path[:c.depth] as above,
    c.visible_from is not null and exists (
      select from entry e where e.id = c.entry_id and e.status = 'PUBLISHED' and e.published_at <= now()
    ) as is_visible,
    array(
      with recursive below as (
        select d.id from comment d where d.parent_id = c.id
        union all
        select d.id from below b join comment d on d.parent_id = b.id
      )
      select b.id from below b order by b.id
    ) as below
  from comment c
  where c.id = any($1::bigint[])
), written as materialized (
  select o.*, array(
    select distinct d.author_id
    from comment d
    where d.id = any(o.below || o.id) and d.author_id is not null
    order by 1
  ) as writers
  from alone o
)
select w.id, w.entry_id, w.author_id, w.status, w.is_deleted, w.is_visible, w.above || w.below as family, w.writers,
  (select e.kind from entry e where e.id = w.entry_id) as entry_kind,
  array(select a.uri from author a where a.id = any(w.writers) order by a.id) as paths,
  array(select distinct i.menu_id from menu_item i where i.author_id = any(w.writers) order by 1) as menus,
  exists (
    select
    from unnest(w.writers) as k (id)
    where not exists (select from quire_reader.author r where r.id = k.id)
  ) as begins_profile
from written w
order by w.id

-- name: set_status
-- Sets the status of comments ($1 bigint[]) to $2.
update comment set status = $2::text where id = any($1::bigint[])

-- name: insert_moderation
-- Logs a batch ($1): a moderator ($4) or an API token ($7) set comments ($2 bigint[]) from their statuses ($3 text[]) to $5, for a reason ($6).
insert into moderation (batch, comment_id, moderator_id, was, became, reason, machine)
select $1::uuid, k.id, $4::bigint, k.was, $5::text, $6::text, $7::text
from unnest($2::bigint[], $3::text[]) as k (id, was)

-- name: moderations_of_batch
-- The decisions of a batch ($1). is_over: a later one about the same comment stands.
select m.id, m.comment_id, m.was, m.became, m.undone_at is not null as is_undone,
  exists (
    select from moderation n where n.comment_id = m.comment_id and n.id > m.id and n.undone_at is null
  ) as is_over
from moderation m
where m.batch = $1::uuid
order by m.id

-- name: restore_status
-- Gives comments the status they had before these decisions ($1 bigint[]).
update comment c
set status = m.was
from moderation m
where m.id = any($1::bigint[]) and c.id = m.comment_id

-- name: mark_undone
-- Marks decisions ($1 bigint[]) as undone by a moderator ($2) or an API token ($3).
update moderation
set undone_at = clock_timestamp(),
  undone_by = $2::bigint,
  undone_by_machine = $3::text
where id = any($1::bigint[])
