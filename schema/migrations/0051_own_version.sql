-- Signed-in people read the version of their own profile, as they change it with updateProfile.
create view quire_viewer.version as
select 'author' as kind, a.id, a.version
from quire.author a
where a.id = (select quire_viewer.viewer_id());

grant select on quire_viewer.version to quire_viewer;
