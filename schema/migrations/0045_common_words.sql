-- A search for words that most comments contain is answered from the newest comments, rather than by an index that lists nearly all of them.

create function quire_search.is_common(query tsquery) returns boolean
language plpgsql volatile security definer  -- volatile: EXPLAIN is allowed in no other function
set search_path = ''
as $$
declare
  plan json;
  matches double precision;
  comments double precision;
begin
  execute 'explain (format json) select from quire.comment where search operator(pg_catalog.@@) $1' into plan using query;
  matches := (plan #>> '{0,Plan,Plan Rows}')::double precision;
  select c.reltuples into comments from pg_catalog.pg_class c where c.oid = 'quire.comment'::pg_catalog.regclass;
  return matches * matches > 5000 * comments;
end
$$;

comment on function quire_search.is_common is
  'Whether to look for 1,000 comments with these words among the newest takes less than to let the index list all of them, by the planner''s estimate: '
  'a row costs about five times as much as an entry of the index.';

-- As in 0028, but for the comments with common words: nothing has to be looked for, there are some.
create or replace function quire_search.resolved(words text, kinds text[]) returns tsquery
language plpgsql stable
set enable_seqscan = off
as $$
declare
  found tsquery := quire_search.query(words);
  candidates constant tsquery := quire_search.in_any_order(found);
  similar_words tsquery := '';
  code text;
begin
  if found = ''
    or 'POST' = any(kinds) and exists (select from post p where p.search @@ candidates and p.is_listed)
    or 'PAGE' = any(kinds) and exists (select from page p where p.search @@ candidates and p.is_listed)
    or ('CATEGORY' = any(kinds) or 'TAG' = any(kinds)) and exists (
      select from found_term t where t.search @@ candidates and t.kind = any(kinds)
    )
    or 'AUTHOR' = any(kinds) and exists (select from author a where a.search @@ candidates)
    or 'COMMENT' = any(kinds) and (
      quire_search.is_common(candidates)
      or exists (select from comment c where c.search @@ candidates and c.is_listed)
    )
  then
    return found;
  end if;
  foreach code in array quire_search.languages() loop
    similar_words := similar_words || quire_search.similar_in(code, words);
  end loop;
  return similar_words;
end
$$;
