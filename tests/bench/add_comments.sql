-- Adds comments to a filled database, on the later half of its posts: a root and a reply to it, and so on.
-- Triggers sleep meanwhile, so what they would have set stands here. $1: how many on each of those posts.
insert into quire.comment (
  id, entry_id, parent_id, status, author_id, guest_name, content_html, content_markdown, content_text, published_at,
  path, depth, root_id, visible_from, number, reply_count, descendant_count
)
overriding system value
select n.id, p.id, case when n.is_reply then n.id - 1 end, 'APPROVED',
  case when n.id % 3 = 0 then 1 + n.id % p.authors end, 'Reader ' || n.id % 20000,
  '<p>Answer ' || n.id || '</p>', 'Answer ' || n.id, 'Answer ' || n.id,
  p.published_at + interval '30 days' + k * interval '1 minute',
  case when n.is_reply then array[n.id - 1, n.id] else array[n.id] end,
  n.is_reply::integer, n.id - n.is_reply::integer, p.published_at, p.responses + k,
  (not n.is_reply)::integer, (not n.is_reply)::integer
from (
  select e.id, e.published_at, e.response_count as responses,
    row_number() over (order by e.id) - 1 as place,
    (select max(c.id) from quire.comment c) as last,
    (select count(*) from quire.author) as authors
  from quire.entry e
  where e.kind = 'POST' and e.status = 'PUBLISHED'
    and e.id > (select count(*) / 2 from quire.entry l where l.slug like 'post-%')
    and e.slug like 'post-%'
) p
cross join generate_series(1, $1::integer) as k
cross join lateral (
  select p.last + p.place * $1::integer + k as id, k % 2 = 0 as is_reply
) n;

update quire.entry e
set comment_count = e.comment_count + $1::integer
where e.kind = 'POST' and e.status = 'PUBLISHED'
  and e.id > (select count(*) / 2 from quire.entry l where l.slug like 'post-%')
  and e.slug like 'post-%';

insert into quire.published_count (posts, responses)
select 0, sum(e.response_count) - (select sum(c.responses) from quire.published_count c)
from quire.entry e
where e.status = 'PUBLISHED';
