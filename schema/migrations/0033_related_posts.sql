-- step: in a transaction
-- The posts that share most terms with each post, as a list in pages: of the 50 newest of each term, which bounds the work for a term of
-- thousands of posts, and which the indexes of the links yield in order.
create view quire_reader.post_related as
select own.post_id, n.post_id as related_id, count(*) as shared, max(n.published_at) as published_at
from quire_reader.post_term own
cross join lateral (
  select l.post_id, l.published_at
  from quire_reader.post_term l
  where l.term_id = own.term_id and l.post_id <> own.post_id and l.published_at <= now()
  order by l.published_at desc, l.post_id desc
  limit 50
) n
group by own.post_id, n.post_id;

create view quire_viewer.post_related as
select own.post_id, n.post_id as related_id, count(*) as shared, max(n.published_at) as published_at
from quire_viewer.post_term own
cross join lateral (
  select l.post_id, l.published_at
  from quire_viewer.post_term l
  where l.term_id = own.term_id and l.post_id <> own.post_id and l.published_at <= now()
  order by l.published_at desc, l.post_id desc
  limit 50
) n
group by own.post_id, n.post_id;

create view quire_editor.post_related as
select own.post_id, n.post_id as related_id, count(*) as shared, max(n.published_at) as published_at
from quire_editor.post_term own
cross join lateral (
  select l.post_id, l.published_at
  from quire_editor.post_term l
  where l.term_id = own.term_id and l.post_id <> own.post_id and l.published_at <= now()
  order by l.published_at desc, l.post_id desc
  limit 50
) n
group by own.post_id, n.post_id;

grant select on quire_reader.post_related to quire_reader;
grant select on quire_viewer.post_related to quire_viewer;
grant select on quire_editor.post_related to quire_editor;
