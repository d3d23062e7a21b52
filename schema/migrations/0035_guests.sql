-- step: in a transaction
-- One guest, one id: the same for all comments under one picture, name and address of a site. The picture is the same for one e-mail address, of which its key holds nothing.
create function quire.guest_key(avatar uuid, name text, url text) returns uuid
language sql immutable parallel safe as $$
  select md5(avatar::text || E'\n' || coalesce(name, '') || E'\n' || coalesce(url, ''))::uuid
$$;
comment on function quire.guest_key(uuid, text, text) is 'gql/types/author.py has the same.';

-- step: outside a transaction
drop index concurrently if exists quire.comment_guest;
-- then
create index concurrently comment_guest on quire.comment (
  (quire.guest_key(
    case when is_deleted then md5(id::text)::uuid else guest_avatar_key end,
    case when not is_deleted then guest_name end,
    case when not is_deleted then guest_url end
  )), published_at, id
) where (case when not is_deleted then author_id end) is null;

-- step: in a transaction
-- Each guest once, as in the first of their comments. The version before reads the views guest, with a row for each comment.
create view quire_reader.each_guest as
select distinct on (k.id) k.id, c.guest_name as name, c.guest_url as url, c.guest_avatar_key as avatar_key, c.published_at as created_at
from quire_reader.comment c
cross join lateral (select quire.guest_key(c.guest_avatar_key, c.guest_name, c.guest_url) as id) k
where c.author_id is null
order by k.id, c.published_at, c.id;

create view quire_viewer.each_guest as
select distinct on (k.id) k.id, c.guest_name as name, c.guest_url as url, c.guest_avatar_key as avatar_key, c.published_at as created_at
from quire_viewer.comment c
cross join lateral (select quire.guest_key(c.guest_avatar_key, c.guest_name, c.guest_url) as id) k
where c.author_id is null
order by k.id, c.published_at, c.id;

create view quire_editor.each_guest as
select distinct on (k.id) k.id, c.guest_name as name, c.guest_url as url, c.guest_avatar_key as avatar_key, c.published_at as created_at
from quire_editor.comment c
cross join lateral (select quire.guest_key(c.guest_avatar_key, c.guest_name, c.guest_url) as id) k
where c.author_id is null
order by k.id, c.published_at, c.id;

grant select on quire_reader.each_guest to quire_reader;
grant select on quire_viewer.each_guest to quire_viewer;
grant select on quire_editor.each_guest to quire_editor;
