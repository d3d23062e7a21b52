-- name: private_of_comments
-- Private details of comments ($1 bigint[]). The view exists in the schema of editors only.
select p.comment_id, p.email, p.network_address, p.user_agent, p.held_for
from comment_private p
where p.comment_id = any($1::bigint[])

-- name: moderations_of_comments
-- Moderation decisions about comments ($1 bigint[]), oldest first.
select m.comment_id, m.was, m.became, m.reason, m.moderator_id, m.machine, m.made_at as at,
  m.is_undone, m.undone_at, m.undone_by, m.undone_by_machine
from moderation m
where m.comment_id = any($1::bigint[])
order by m.comment_id, m.id
