-- Whether a guest likes something, for who holds the guest's key. It is asked by key: no role can list which keys like what, as a view would let it.

create schema quire_guest;
grant usage on schema quire_guest to quire_reader, quire_viewer, quire_editor;

create function quire_guest.liked_posts(guest uuid, posts bigint[]) returns setof bigint
language sql stable security definer set search_path = '' as $$
  select l.entry_id from quire.entry_guest_like l where l.entry_id = any(posts) and l.guest_key = guest
$$;
create function quire_guest.liked_comments(guest uuid, comments bigint[]) returns setof bigint
language sql stable security definer set search_path = '' as $$
  select l.comment_id from quire.comment_guest_like l where l.comment_id = any(comments) and l.guest_key = guest
$$;
revoke execute on all functions in schema quire_guest from public;
grant execute on all functions in schema quire_guest to quire_reader, quire_viewer, quire_editor;
comment on schema quire_guest is 'What guests may know by a key that only they hold.';
