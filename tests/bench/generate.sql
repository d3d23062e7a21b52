-- Fills a migrated, empty database. Sizes and seed come as settings bench.*; the same ones make the same rows.
-- Every draw is a hash of the seed and of what is drawn for.

create function pg_temp.size(name text) returns integer
language sql stable as $$
  select current_setting('bench.' || name)::integer
$$;

-- 0 … below - 1, the same for the same purpose and number
create function pg_temp.draw(purpose text, number bigint, below bigint) returns bigint
language sql stable as $$
  select (hashtextextended(purpose || number, pg_temp.size('seed')) & 9007199254740991) % below
$$;

create function pg_temp.word(number bigint) returns text
language sql immutable as $$
  select words[1 + number % cardinality(words)]
  from (select string_to_array(
    'river paper letter garden stone evening market harbour window lantern answer reader editor village morning winter '
    || 'summer question thread margin chapter border bridge silence signal pattern weather kitchen station journal archive '
    || 'quiet early narrow patient honest careful bright distant common simple strange useful open public small late '
    || 'writes reads keeps finds shows turns opens holds leaves carries follows answers remembers measures gathers '
    || 'the a of and to in that it with as for on by from at is was but not this which their about into over under',
    ' ') as words) w
$$;

-- paragraphs and headings that posts are put together from
create temp table paragraph as
select p.number, initcap(left(w.text, 1)) || substr(w.text, 2) || '.' as text, w.words
from generate_series(0, 999) as p (number)
cross join lateral (
  select string_agg(pg_temp.word(pg_temp.draw('word' || p.number || '/', k, 1000)), ' ' order by k) as text,
    count(*) as words
  from generate_series(1, 55 + pg_temp.draw('length', p.number, 60)) as k
) w;
create unique index on paragraph (number);
analyze paragraph;

insert into quire.site (title, url) values ('Bench', 'https://bench.example')
on conflict (id) do update set title = excluded.title, url = excluded.url;

insert into quire.author (id, slug, uri, name, bio_html, bio_markdown, bio_text, joined_at, avatar_key)
overriding system value
select i, 'author-' || i, '/author/author-' || i || '/',
  initcap(pg_temp.word(pg_temp.draw('first name', i, 70)) || ' ' || pg_temp.word(pg_temp.draw('last name', i, 70))),
  '<p>' || p.text || '</p>', p.text, p.text,
  timestamptz '2015-01-01 00:00+00' + i * interval '1 day',
  md5('author' || i)::uuid
from generate_series(1, pg_temp.size('authors')) as i
join paragraph p on p.number = i % 1000;

insert into quire.media (id, url, mime_type, alt, width, height, file_size)
overriding system value
select i, 'https://bench.example/media/' || i || '.jpg', 'image/jpeg', 'Picture ' || i, 1600, 900, 100000 + i
from generate_series(1, pg_temp.size('media')) as i;

insert into quire.term (id, kind, slug, uri, name)
overriding system value
select i, k.kind, lower(k.kind) || '-' || i, '/' || lower(k.kind) || '/' || i || '/', initcap(k.kind) || ' ' || i
from generate_series(1, pg_temp.size('categories') + pg_temp.size('tags')) as i
cross join lateral (
  select case when i <= pg_temp.size('categories') then 'CATEGORY' else 'TAG' end as kind
) k;
update quire.term set parent_id = id / 4 where kind = 'CATEGORY' and id >= 4;

insert into quire.entry (
  id, kind, status, slug, uri, title, content_html, content_markdown, content_text, content_source,
  excerpt, toc, word_count, reading_minutes, author_id, featured_media_id, is_sticky, published_at, created_at, updated_at
)
overriding system value
select i, 'POST',
  case when drawn < 20 then 'DRAFT' else 'PUBLISHED' end,
  'post-' || i, '/post-' || i || '/',
  initcap(pg_temp.word(pg_temp.draw('title', i, 300)) || ' ' || pg_temp.word(pg_temp.draw('subtitle', i, 300))) || ' ' || i,
  c.html, c.markdown, c.plain, c.html, left(c.plain, 300), c.toc, c.words, 1 + c.words / 200,
  1 + pg_temp.draw('author', i, pg_temp.size('authors')),
  case when drawn % 5 = 0 then 1 + pg_temp.draw('picture', i, pg_temp.size('media')) end,
  i % 2000 = 0,
  case when drawn >= 990 then t.time + interval '100 years' else t.time end,
  t.time, t.time
from generate_series(1, pg_temp.size('posts')) as i
cross join lateral (select pg_temp.draw('status', i, 1000) as drawn) d
cross join lateral (
  select timestamptz '2025-01-01 00:00+00' - (pg_temp.size('posts') - i) * interval '6 hours' as time
) t
cross join lateral (
  select
    string_agg(case when k % 3 = 0 then h.html else '' end || '<p>' || p.text || '</p>', e'\n' order by k) as html,
    string_agg(case when k % 3 = 0 then h.markdown else '' end || p.text, e'\n\n' order by k) as markdown,
    string_agg(case when k % 3 = 0 then h.plain || e'\n\n' else '' end || p.text, e'\n\n' order by k) as plain,
    sum(p.words)::integer as words,
    coalesce(
      jsonb_agg(jsonb_build_object('level', 2, 'text', h.plain, 'anchor', 'part-' || k) order by k) filter (where k % 3 = 0),
      '[]'
    ) as toc
  from generate_series(1, 6 + pg_temp.draw('paragraphs', i, 4)) as k
  join paragraph p on p.number = pg_temp.draw('paragraph' || k || '/', i, 1000)
  cross join lateral (
    select 'Part ' || k as plain, '## Part ' || k || e'\n\n' as markdown,
      '<h2 id="part-' || k || '">Part ' || k || e'</h2>\n' as html
  ) h
) c;

insert into quire.entry (
  id, kind, status, slug, uri, title, content_html, content_markdown, content_text, author_id, menu_order, published_at
)
overriding system value
select pg_temp.size('posts') + i, 'PAGE', 'PUBLISHED', 'page-' || i, '/page-' || i || '/', 'Page ' || i,
  '<p>' || p.text || '</p>', p.text, p.text, 1, i, timestamptz '2016-01-01 00:00+00'
from generate_series(1, pg_temp.size('pages')) as i
join paragraph p on p.number = i;
update quire.entry
set parent_id = pg_temp.size('posts') + (id - pg_temp.size('posts')) / 4
where kind = 'PAGE' and id - pg_temp.size('posts') >= 4;

insert into quire.seo (entry_id, title)
select e.id, 'Found: ' || e.title
from quire.entry e;

-- one author, and a second one for each tenth post
insert into quire.post_author (post_id, author_id, position)
select e.id, e.author_id, 0
from quire.entry e
where e.kind = 'POST'
union all
select e.id, 1 + e.author_id % pg_temp.size('authors'), 1
from quire.entry e
where e.kind = 'POST' and e.id % 10 = 0 and pg_temp.size('authors') > 1;

-- one or two categories and two or three tags
insert into quire.post_term (post_id, term_id, position)
select i, t.term_id, min(k)
from generate_series(1, pg_temp.size('posts')) as i
cross join generate_series(0, 4) as k
cross join lateral (
  select case
    when k < 2 then 1 + (pg_temp.draw('category', i, 1000) + 7 * k) % pg_temp.size('categories')
    else pg_temp.size('categories')
      + 1 + (pg_temp.draw('tag', i, 1000) + 11 * k) % pg_temp.size('tags')
  end as term_id
) t
where k <> 1 or i % 3 = 0
group by i, t.term_id
having min(k) < 4 or i % 2 = 0;

-- which comment stands where: post 1 gets deep_post of them, the others are drawn, old posts more than new ones
create temp table sketch as
with placed as (
  select i as id,
    case when i <= pg_temp.size('deep_post') then 1
      else 2 + (d.a * d.b) / greatest(pg_temp.size('posts') - 1, 1) end as entry_id
  from generate_series(1, pg_temp.size('comments')) as i
  cross join lateral (
    select pg_temp.draw('entry a', i, greatest(pg_temp.size('posts') - 1, 1)) as a,
      pg_temp.draw('entry b', i, greatest(pg_temp.size('posts') - 1, 1)) as b
  ) d
), numbered as (
  select p.id, p.entry_id, row_number() over (partition by p.entry_id order by p.id) as place,
    pg_temp.draw('level', p.id, 100) as drawn, pg_temp.draw('kind', p.id, 100) as kind
  from placed p
)
select n.id, n.entry_id, n.place, n.kind,
  case when n.kind < 10 or n.drawn < 55 then 0 when n.drawn < 75 then 1 when n.drawn < 87 then 2 when n.drawn < 95 then 3
    else 4 end as level
from numbered n;
create index on sketch (entry_id, level, place);
analyze sketch;

-- the triggers would arrange each thread at every level: here they are arranged once, and then indexed
alter table quire.comment disable trigger arrange_inserted;
create temp table indexed_later as
select i.indexname as name, i.indexdef as definition
from pg_indexes i
where i.schemaname = 'quire' and i.tablename = 'comment' and i.indexdef like '%WHERE (visible_from IS NOT NULL%'
  and i.indexname <> 'comment_oldest'; -- by which each comment finds the newest before it
do $$
begin
  execute (select string_agg(format('drop index quire.%I;', name), ' ') from indexed_later);
end $$;
do $$
begin
  for wanted in 0..4 loop
    insert into quire.comment (
      id, entry_id, parent_id, kind, status, author_id, guest_name, guest_url, guest_avatar_key,
      content_html, content_markdown, content_text, source_url, source_title, published_at
    )
    overriding system value
    select s.id, s.entry_id, above.id,
      case when s.kind < 5 then 'PINGBACK' when s.kind < 8 then 'WEBMENTION' when s.kind < 10 then 'TRACKBACK'
        else 'COMMENT' end,
      case when s.id % 50 = 0 then 'HELD' when s.id % 97 = 0 then 'SPAM' else 'APPROVED' end,
      case when s.kind >= 70 then 1 + pg_temp.draw('commenter', s.id, pg_temp.size('authors')) end,
      case when s.kind < 70 and s.id % 9 <> 0 then initcap(pg_temp.word(s.id % 70)) end,
      case when s.kind < 70 and s.id % 4 = 0 then 'https://guest.example/' || s.id end,
      md5('guest' || s.id % 20000)::uuid,
      '<p>' || t.text || '</p>', t.text, t.text,
      case when s.kind < 10 then 'https://other.example/' || s.id end,
      case when s.kind < 10 then 'Elsewhere ' || s.id end,
      e.published_at + (7 * s.place + pg_temp.draw('minute', s.id, 5)) * interval '1 minute'
    from sketch s
    join quire.entry e on e.id = s.entry_id
    join paragraph p on p.number = pg_temp.draw('said', s.id, 1000)
    cross join lateral (select left(p.text, 40 + pg_temp.draw('said much', s.id, 260)::integer) || ' ' || s.id as text) t
    left join lateral (
      select b.id
      from sketch b
      where b.entry_id = s.entry_id and b.level = wanted - 1 and b.place < s.place and b.kind >= 10
      order by b.place desc
      limit 1
    ) above on true
    where s.level = wanted
    order by s.entry_id, s.place;
  end loop;
end $$;
alter table quire.comment enable trigger arrange_inserted;
analyze quire.comment, quire.entry;
select quire.arrange_threads(array(select distinct entry_id from sketch));
do $$
begin
  execute (select string_agg(definition, ';') from indexed_later);
end $$;

insert into quire.comment_private (comment_id, email)
select s.id, 'guest-' || s.id % 20000 || '@guest.example'
from sketch s
where s.kind between 10 and 69;

insert into quire.entry_like (entry_id, author_id, liked_at)
select distinct on (l.entry_id, l.author_id) l.entry_id, l.author_id,
  timestamptz '2025-02-01 00:00+00' + l.i * interval '1 minute'
from (
  select i,
    1 + pg_temp.draw('liked', i, pg_temp.size('posts')) as entry_id,
    1 + pg_temp.draw('liker', i, pg_temp.size('authors')) as author_id
  from generate_series(1, pg_temp.size('likes')) as i
) l
order by l.entry_id, l.author_id, l.i;

select setval(pg_get_serial_sequence('quire.' || k.name, 'id'), k.last)
from (
  select 'author' as name, max(id) as last from quire.author
  union all select 'media', max(id) from quire.media
  union all select 'term', max(id) from quire.term
  union all select 'entry', max(id) from quire.entry
  union all select 'comment', max(id) from quire.comment
) k
where k.last is not null;

drop table paragraph, sketch, indexed_later;
