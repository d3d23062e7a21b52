-- step: in a transaction
-- Which way a word is looked for in comments decides what is found, and must not change by itself: a kept answer would be another.
create or replace function quire_search.is_common(query tsquery) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO ''
    AS $_$
declare
  plan json;
  matches double precision;
  comments double precision;
begin
  select c.reltuples into comments from pg_catalog.pg_class c where c.oid = 'quire.comment'::pg_catalog.regclass;
  -- not even what all of them have: before Postgres has gathered statistics, which it does when it pleases, this would be true of everything
  if comments < 5000 then
    return false;
  end if;
  execute 'explain (format json) select from quire.comment where search operator(pg_catalog.@@) $1' into plan using query;
  matches := (plan #>> '{0,Plan,Plan Rows}')::double precision;
  return matches * matches > 5000 * comments;
end
$_$;
