-- Administrators change profiles and accounts: how often a profile was saved, against two who overwrite each other.
alter table quire.author add column version integer not null default 1;
comment on column quire.author.version is 'How often the profile was saved by hand. Only quire_editor.version shows it.';
comment on table quire.account is 'Someone who may sign in. Only quire_editor.account shows it, without the hash, to administrators.';

-- Which of these rows somebody may read is decided where the fields are: editors have the same role in the database as administrators.
create view quire_editor.account as
select c.author_id, c.email, c.role, c.disabled_at is not null as is_disabled, c.created_at
from quire.account c;

create view quire_editor.version as
select 'term' as kind, t.id, t.version from quire.term t
union all
select 'author', a.id, a.version from quire.author a;

grant select on quire_editor.account to quire_editor;
grant select on quire_editor.version to quire_editor;
