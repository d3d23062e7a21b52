-- What an administrator says of the site. Null, of what is a setting too: the setting.
alter table quire.site
  add column logo_id bigint references quire.media on delete set null,
  add column icon_id bigint references quire.media on delete set null,
  add column time_zone text not null default 'UTC',
  add column anonymous_name text check (anonymous_name <> ''),
  add column front_page_id bigint references quire.entry on delete set null,
  add column posts_page_id bigint references quire.entry on delete set null,
  add column comment_depth integer check (comment_depth between 0 and 499),
  add column hold_comments text check (hold_comments in ('all', 'first-time', 'none')),
  add column comment_edit_minutes integer check (comment_edit_minutes between 0 and 525600),
  add column version integer not null default 1;
comment on column quire.site.time_zone is 'Of the IANA database: that in which its times are meant, for front ends.';
comment on column quire.site.anonymous_name is 'What guests are called who gave no name. Null, as of the columns for comments: the setting.';
comment on column quire.site.front_page_id is 'The page at /. Null: the newest posts.';
comment on column quire.site.posts_page_id is 'The page at whose path the posts are listed.';
comment on column quire.site.version is 'How often it was saved. No view for readers shows it.';

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
  null::integer as version
from quire.site s;

create or replace view quire_viewer.site as
select v.title, v.tagline, v.url, v.language, v.post_count, v.comment_count, v.author_count, v.logo_id, v.icon_id, v.time_zone,
  v.anonymous_name, v.front_page_id, v.posts_page_id, v.comment_depth, v.hold_comments, v.comment_edit_minutes, v.languages, v.version
from quire_reader.site v;

create or replace view quire_editor.site as
select v.title, v.tagline, v.url, v.language, v.post_count, v.comment_count, v.author_count, v.logo_id, v.icon_id, v.time_zone,
  v.anonymous_name, s.front_page_id, s.posts_page_id, v.comment_depth, v.hold_comments, v.comment_edit_minutes, v.languages, s.version
from quire_reader.site v
cross join quire.site s;
