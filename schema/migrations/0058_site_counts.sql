-- step: in a transaction
-- How many posts are published, and how many responses they and pages have, as the sum of what each write has added. A row for each
-- write, so that no two writers wait for each other; every 64th puts what others have left together into one.
create table quire.published_count (
  id bigint generated always as identity,
  posts integer not null,
  responses integer not null
);
comment on table quire.published_count is
  'What writes have added to the numbers of published posts and of responses, those to come included: only the sums mean something.';

create function quire.count_published() returns trigger
language plpgsql as $$
declare
  more_posts integer := 0;
  more_responses integer := 0;
  noted bigint;
begin
  if tg_op <> 'DELETE' and new.status = 'PUBLISHED' then
    more_posts := (new.kind = 'POST')::integer;
    more_responses := new.response_count;
  end if;
  if tg_op <> 'INSERT' and old.status = 'PUBLISHED' then
    more_posts := more_posts - (old.kind = 'POST')::integer;
    more_responses := more_responses - old.response_count;
  end if;
  if more_posts = 0 and more_responses = 0 then
    return null;
  end if;
  insert into quire.published_count (posts, responses) values (more_posts, more_responses) returning id into noted;
  if noted % 64 = 0 then
    -- "skip locked": who puts rows together waits for nobody, and is waited for by nobody
    with taken as (
      delete from quire.published_count c
      where c.ctid = any (array(select o.ctid from quire.published_count o limit 1000 for update skip locked))
      returning c.posts, c.responses
    )
    insert into quire.published_count (posts, responses)
    select sum(t.posts), sum(t.responses) from taken t having count(*) > 0;
  end if;
  return null;
end $$;

create trigger count_published after insert or delete on quire.entry
  for each row execute function quire.count_published();
create trigger count_published_changes after update of status, kind, response_count on quire.entry
  for each row when ((old.status, old.kind, old.response_count) is distinct from (new.status, new.kind, new.response_count))
  execute function quire.count_published();

-- step: outside a transaction
-- What was published before, in one snapshot with what the triggers have noted since. Once more, it adds nothing.
insert into quire.published_count (posts, responses)
select
  count(*) filter (where e.kind = 'POST') - (select coalesce(sum(c.posts), 0) from quire.published_count c),
  coalesce(sum(e.response_count), 0) - (select coalesce(sum(c.responses), 0) from quire.published_count c)
from quire.entry e
where e.status = 'PUBLISHED'

-- step: in a transaction
create or replace view quire_reader.site as
 SELECT title,
    tagline,
    url,
    language,
    (( SELECT (sum(c.posts))::integer AS sum
           FROM quire.published_count c) - ( SELECT (count(*))::integer AS count
           FROM quire.entry e
          WHERE ((e.kind = 'POST'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at > now())))) AS post_count,
    ((( SELECT (sum(c.responses))::integer AS sum
           FROM quire.published_count c) - ( SELECT (COALESCE(sum(e.response_count), (0)::bigint))::integer AS "coalesce"
           FROM quire.entry e
          WHERE ((e.kind = 'POST'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at > now())))) - ( SELECT (COALESCE(sum(e.response_count), (0)::bigint))::integer AS "coalesce"
           FROM quire.entry e
          WHERE ((e.kind = 'PAGE'::text) AND (e.status = 'PUBLISHED'::text) AND (e.published_at > now())))) AS comment_count,
    ( SELECT (count(*))::integer AS count
           FROM quire_reader.author) AS author_count,
    logo_id,
    icon_id,
    time_zone,
    anonymous_name,
    ( SELECT e.id
           FROM quire.entry e
          WHERE ((e.id = s.front_page_id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))) AS front_page_id,
    ( SELECT e.id
           FROM quire.entry e
          WHERE ((e.id = s.posts_page_id) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))) AS posts_page_id,
    comment_depth,
    hold_comments,
    comment_edit_minutes,
    ARRAY( WITH RECURSIVE seen AS (
                 SELECT k.kind,
                    1 AS number,
                    ( SELECT e.language
                           FROM quire.entry e
                          WHERE ((e.kind = k.kind) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()))
                          ORDER BY e.language
                         LIMIT 1) AS language
                   FROM ( VALUES ('POST'::text), ('PAGE'::text)) k(kind)
                UNION ALL
                 SELECT l.kind,
                    (l.number + 1),
                    ( SELECT e.language
                           FROM quire.entry e
                          WHERE ((e.kind = l.kind) AND (e.status = 'PUBLISHED'::text) AND (e.published_at <= now()) AND (e.language > l.language))
                          ORDER BY e.language
                         LIMIT 1) AS language
                   FROM seen l
                  WHERE ((l.language IS NOT NULL) AND (l.number < 100))
                )
         SELECT o.language
           FROM ( SELECT DISTINCT l.language
                   FROM seen l
                  WHERE (l.language IS NOT NULL)) o
          ORDER BY (o.language <> s.language), o.language) AS languages,
    NULL::integer AS version,
    category_base,
    tag_base,
    author_base
   FROM quire.site s;
