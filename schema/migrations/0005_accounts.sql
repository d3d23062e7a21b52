-- Who may sign in, and with what. Accounts live apart from public profiles: no view shows anything of these tables but the
-- profile itself, to the one whose it is. Secrets are kept as what they come to when hashed.

create table quire.account (
  id bigint generated always as identity primary key,
  email text not null check (position('@' in email) > 1),
  password_hash text,
  role text not null check (role in ('READER', 'CONTRIBUTOR', 'AUTHOR', 'EDITOR', 'ADMIN')),
  author_id bigint not null unique references quire.author,
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);
create unique index account_email on quire.account (email);
comment on table quire.account is 'Someone who may sign in. No view shows it.';
comment on column quire.account.email is 'In lower case.';
comment on column quire.account.password_hash is 'Argon2id. Null: they come with the token of an outside issuer.';
comment on column quire.account.author_id is 'Their public profile.';
comment on column quire.account.disabled_at is 'Since when nothing of theirs is accepted any more.';

create table quire.session (
  id uuid primary key default gen_random_uuid(),
  account_id bigint not null references quire.account on delete cascade,
  refresh_hash bytea not null,
  created_at timestamptz not null default now(),
  refreshed_at timestamptz not null default now(),
  expires_at timestamptz not null,
  ended_at timestamptz
);
create index session_account on quire.session (account_id);
create index session_over on quire.session ((coalesce(ended_at, expires_at)));
comment on table quire.session is 'From a sign-in to its end. Its refresh token changes at each use; an old one ends it.';

create table quire.api_token (
  id bigint generated always as identity primary key,
  name text not null unique,
  role text not null check (role in ('READER', 'CONTRIBUTOR', 'AUTHOR', 'EDITOR', 'ADMIN')),
  may_write boolean not null,
  token_hash bytea not null unique,
  created_at timestamptz not null default now(),
  used_at timestamptz,
  revoked_at timestamptz
);
comment on table quire.api_token is 'For machines such as build servers. The token itself was shown once.';

create table quire.attempt (
  subject text not null,
  made_at timestamptz not null default clock_timestamp()
);
create index attempt_subject on quire.attempt (subject, made_at);
create index attempt_time on quire.attempt (made_at);
comment on table quire.attempt is 'What is limited in how often it may happen, as of the last while: by whom, and what.';

-- What somebody who is signed in may see: what is public, and what is theirs. Views of the same names in a schema of their own;
-- quire.viewer is the id of their profile, set before each statement.
create schema quire_viewer;

do $$
begin
  begin
    if to_regrole('quire_viewer') is null then
      create role quire_viewer nologin;
    end if;
  exception when duplicate_object or unique_violation then
    null;
  end;
  begin
    set local role quire_viewer;
    reset role;
  exception when insufficient_privilege then
    grant quire_viewer to current_user;
  end;
exception
  when unique_violation then
    null;
  when insufficient_privilege then
    raise insufficient_privilege using
      message = format('the login %I may not make the role quire_viewer, or not take it', current_user),
      hint = format(
        'Have an administrator of the server run once: create role quire_viewer nologin; grant quire_viewer to %I;',
        current_user
      );
end $$;

do $$
declare
  shown text;
begin
  for shown in select c.relname from pg_class c
    where c.relnamespace = 'quire_reader'::regnamespace and c.relkind = 'v' and c.relname <> 'author'
  loop
    execute format('create view quire_viewer.%I as select v.* from quire_reader.%I v', shown, shown);
  end loop;
end $$;

create view quire_viewer.author as
select r.id, r.slug, r.uri, r.name, r.sort_name, r.link, r.bio_html, r.bio_markdown, r.bio_text, r.bio_source,
  r.url, r.links, r.avatar_key, r.joined_at, r.post_count, r.search
from quire_reader.author r
union all
select a.id, a.slug, a.uri, a.name, a.sort_name,
  (select s.url from quire.site s) || a.uri,
  a.bio_html, a.bio_markdown, a.bio_text, a.bio_html,
  a.url, a.links, a.avatar_key, a.joined_at,
  a.post_count - (
    select count(*)::integer
    from quire.post_author l
    where l.author_id = a.id and l.published_at > now()
  ),
  a.search
from quire.author a
where a.id = nullif(current_setting('quire.viewer', true), '')::bigint
  and not exists (select from quire_reader.author r where r.id = a.id);

create function quire_viewer.search_query(words text) returns tsquery
language sql immutable parallel safe as $$
  select websearch_to_tsquery('pg_catalog.english', words)
$$;

revoke all on schema quire_viewer from public;
grant usage on schema quire_viewer to quire_viewer;
grant select on all tables in schema quire_viewer to quire_viewer;
