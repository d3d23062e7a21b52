-- What the paths of categories, tags and authors begin with: quire site bases changes it, and moves all of them.
alter table quire.site
  add column category_base text not null default 'category',
  add column tag_base text not null default 'tag' check (tag_base <> ''),
  add column author_base text not null default 'author' check (author_base <> '');
comment on column quire.site.category_base is 'Without slashes at its ends, as of the other two: blog/topics of /blog/topics/a/. Empty: /a/.';

create or replace view quire_reader.site as
select s.title, s.tagline, s.url, s.language,
  (select count(*)::integer from quire.entry e where e.kind = 'POST' and e.status = 'PUBLISHED' and e.published_at <= now())
    as post_count,
  (
    select coalesce(sum(e.response_count), 0)::integer
    from quire.entry e
    where e.kind in ('POST', 'PAGE') and e.status = 'PUBLISHED' and e.published_at <= now()
  ) as comment_count,
  (select count(*)::integer from quire_reader.author) as author_count,
  s.logo_id, s.icon_id, s.time_zone, s.anonymous_name,
  (select e.id from quire.entry e where e.id = s.front_page_id and e.status = 'PUBLISHED' and e.published_at <= now())
    as front_page_id,
  (select e.id from quire.entry e where e.id = s.posts_page_id and e.status = 'PUBLISHED' and e.published_at <= now())
    as posts_page_id,
  s.comment_depth, s.hold_comments, s.comment_edit_minutes,
  -- from each language to the next of the index, however many posts there are
  array(
    with recursive seen as (
      select k.kind, 1 as number, (
        select e.language
        from quire.entry e
        where e.kind = k.kind and e.status = 'PUBLISHED' and e.published_at <= now()
        order by e.language
        limit 1
      ) as language
      from (values ('POST'), ('PAGE')) as k (kind)
      union all
      select l.kind, l.number + 1, (
        select e.language
        from quire.entry e
        where e.kind = l.kind and e.status = 'PUBLISHED' and e.published_at <= now() and e.language > l.language
        order by e.language
        limit 1
      )
      from seen l
      where l.language is not null and l.number < 100
    )
    select o.language
    from (select distinct l.language from seen l where l.language is not null) o
    order by o.language <> s.language, o.language
  ) as languages,
  null::integer as version,
  s.category_base, s.tag_base, s.author_base
from quire.site s;

create or replace view quire_viewer.site as
select v.title, v.tagline, v.url, v.language, v.post_count, v.comment_count, v.author_count, v.logo_id, v.icon_id, v.time_zone,
  v.anonymous_name, v.front_page_id, v.posts_page_id, v.comment_depth, v.hold_comments, v.comment_edit_minutes, v.languages, v.version,
  v.category_base, v.tag_base, v.author_base
from quire_reader.site v;

create or replace view quire_editor.site as
select v.title, v.tagline, v.url, v.language, v.post_count, v.comment_count, v.author_count, v.logo_id, v.icon_id, v.time_zone,
  v.anonymous_name, s.front_page_id, s.posts_page_id, v.comment_depth, v.hold_comments, v.comment_edit_minutes, v.languages, s.version,
  v.category_base, v.tag_base, v.author_base
from quire_reader.site v
cross join quire.site s;
