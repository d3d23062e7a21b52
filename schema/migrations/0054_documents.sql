-- Documents that clients name by an id in place of sending them: those that operators add, and those that clients register by sending them once.
create table quire.stored_document (
  id text primary key,
  hash text not null,
  text text not null,
  operations text[] not null,
  added_at timestamptz not null default now(),
  constraint stored_document_id check (length(id) between 1 and 256),
  constraint stored_document_hash check (hash ~ '^[0-9a-f]{64}$')
);
comment on table quire.stored_document is 'GraphQL documents that operators have added (quire documents add), by the ids of the manifests that they came in.';
comment on column quire.stored_document.hash is 'SHA-256 of the text in UTF-8, in lower-case hexadecimal: by it a document is found as sha256:…, whatever its id.';
comment on column quire.stored_document.operations is 'Kind and name of each operation in it, such as query PostPage: for people who read a list.';

create table quire.registered_document (
  hash text primary key,
  text text not null,
  size integer not null generated always as (octet_length(text)) stored,
  times_used integer not null default 1,
  used_at timestamptz not null default now(),
  constraint registered_document_hash check (hash ~ '^[0-9a-f]{64}$')
);
comment on table quire.registered_document is 'GraphQL documents that clients have sent with their hash (automatic persisted queries) and asked for again. Bounded in rows and bytes; the least recently used go.';
comment on column quire.registered_document.times_used is 'In how many stretches of ten minutes it was used: few, and it shares a quarter of the room with others like it.';

create table quire.document_version (
  kind text primary key,
  version bigint not null default 0
);
comment on table quire.document_version is 'How often each kind of documents has changed: processes look here whether to read them again.';
insert into quire.document_version (kind) values ('stored'), ('registered');

create function quire.count_document_change() returns trigger
language plpgsql
set search_path = ''
as $$
begin
  update quire.document_version v set version = v.version + 1 where v.kind = tg_argv[0];
  return null;
end
$$;

create trigger count_change
after insert or update or delete or truncate on quire.stored_document
for each statement execute function quire.count_document_change('stored');

-- not of an update: that a document was used is of no interest to others
create trigger count_change
after insert or delete or truncate on quire.registered_document
for each statement execute function quire.count_document_change('registered');
