-- step: in a transaction
-- Categories and tags are found by their names. Where nothing is found, words that are one letter away from those that people have typed are
-- looked for: PostgreSQL alone does that, for not every server has pg_trgm, which finds no letters that have changed places in a short word.
alter table quire.term add column search tsvector;

create function quire.term_search(name text, description text, language text) returns tsvector
language sql stable as $$
  select setweight(quire_search.document(name, language), 'A') || setweight(quire_search.document(coalesce(description, ''), language), 'B')
$$;

create function quire.set_term_search() returns trigger
language plpgsql as $$
declare
  language constant text := quire.site_language();
begin
  new.search := quire.term_search(new.name, new.description, language);
  perform quire.note_search_language(language);
  return new;
end
$$;

create trigger set_search before insert or update of name, description on quire.term
for each row execute function quire.set_term_search();

-- The words of what is published, without those of comments: people who write in haste would teach it their mistakes.
create table quire.search_word (
  lexeme text not null,
  shows_at timestamptz not null,
  variants text[] not null
);
comment on table quire.search_word is 'Lexemes of published texts, names and terms, not unique: two who insert at once do not wait. No view shows them.';
comment on column quire.search_word.shows_at is 'When the text was or will be public; it is not looked at before.';
comment on column quire.search_word.variants is 'The lexeme, and what is left without each of its letters: two words that share one are a letter apart.';
create index search_word_lexeme on quire.search_word (lexeme, shows_at);
create index search_word_variants on quire.search_word using gin (variants) with (fastupdate = off);
create index search_word_end on quire.search_word (reverse(lexeme) text_pattern_ops);

create function quire_search.variants(lexeme text) returns text[]
language sql immutable parallel safe as $$
  select array[lexeme] || array(
    select p.mark || overlay(p.word placing '' from i for 1) from generate_series(1, length(p.word)) as i
  )
  from (
    select coalesce(substring(lexeme from '^[a-z]{2}[/=]'), '') as mark, regexp_replace(lexeme, '^[a-z]{2}[/=]', '') as word
  ) p
$$;

-- Whether one of two words that share a variant has another letter, one more or one less, or two neighbours in the other order.
create function quire_search.is_near(one text, other text) returns boolean
language sql immutable parallel safe as $$
  select length(one) <> length(other) or exists (
    select from generate_series(1, length(one)) as i
    where overlay(one placing '' from i for 1) = overlay(other placing '' from i for 1)
      or left(one, i - 1) || substr(one, i + 1, 1) || substr(one, i, 1) || substr(one, i + 2) = other
  )
$$;

create function quire.note_words(lexemes text[], at timestamptz) returns void
language sql as $$
  insert into quire.search_word (lexeme, shows_at, variants)
  select l.lexeme, at, quire_search.variants(l.lexeme)
  from (select distinct k.lexeme from unnest(lexemes) as k (lexeme)) l
  where l.lexeme ~ '^([a-z]{2}[/=])?[^[:punct:][:digit:][:space:]]{4,24}$'
    and l.lexeme !~ quire_search.unspaced()
    and not exists (select from quire.search_word w where w.lexeme = l.lexeme and w.shows_at <= at)
$$;

create function quire.note_entry_words() returns trigger
language plpgsql as $$
begin
  perform quire.note_words(tsvector_to_array(new.search), new.published_at);
  return null;
end
$$;

create function quire.note_new_entry_words() returns trigger
language plpgsql as $$
begin
  perform quire.note_words(array_agg(w.lexeme), w.published_at)
  from (
    select a.published_at, unnest(tsvector_to_array(a.search)) as lexeme
    from added a
    where a.status = 'PUBLISHED'
  ) w
  group by w.published_at;
  return null;
end
$$;

-- of authors and terms
create function quire.note_name_words() returns trigger
language plpgsql as $$
begin
  perform quire.note_words(tsvector_to_array(new.search), now());
  return null;
end
$$;

create trigger note_words after insert or update of name, bio_text, is_public on quire.author
for each row when (new.is_public) execute function quire.note_name_words();

create trigger note_words after insert or update of name, description, is_public on quire.term
for each row when (new.is_public) execute function quire.note_name_words();

-- Lexemes that are a letter away from one. Words of others' texts, so five at most and those of public ones.
create function quire_search.near(lexeme text) returns text[]
language sql stable security definer set search_path to '' as $$
  select array(
    select w.lexeme
    from quire.search_word w
    where w.variants && quire_search.variants(near.lexeme)
      and w.shows_at <= now()
      and w.lexeme <> near.lexeme
      and quire_search.is_near(w.lexeme, near.lexeme)
    group by w.lexeme
    order by left(w.lexeme, 4) <> left(near.lexeme, 4), w.lexeme
    limit 5
  )
$$;

-- Lexemes that end with one, as compounds of German do.
create function quire_search.ending_with(lexeme text) returns text[]
language sql stable security definer set search_path to '' as $$
  select array(
    select w.lexeme
    from quire.search_word w
    where reverse(w.lexeme) operator(pg_catalog.~>=~) reverse(substr(ending_with.lexeme, 4))
      and reverse(w.lexeme) operator(pg_catalog.~<~) (reverse(substr(ending_with.lexeme, 4)) || chr(1114111))
      and left(w.lexeme, 3) = left(ending_with.lexeme, 3)
      and w.lexeme <> ending_with.lexeme
      and w.shows_at <= now()
    group by w.lexeme
    order by length(w.lexeme), w.lexeme
    limit 5
  )
$$;

-- What people type, with words that are a letter away from the first eight of it; of languages with compounds also with what begins or ends with them.
create function quire_search.similar_in(code text, words text) returns tsquery
language plpgsql stable as $$
declare
  mark constant text := quire_search.mark(code);
  found text := quire_search.query_in(code, words)::text;
  has_compounds constant boolean := code in ('da', 'de', 'fi', 'hu', 'nl', 'no', 'sv');
  word text;
  stem text;
  others text[];
begin
  for word in
    select k.word
    from unnest(tsvector_to_array(to_tsvector('pg_catalog.simple', quire_search.folded(words)))) as k (word)
    where k.word ~ '^[^[:punct:][:digit:][:space:]]{4,24}$' and k.word !~ quire_search.unspaced()
    limit 8
  loop
    stem := case when code = 'xx' then word else (ts_lexize(quire_search.dictionary(code), word))[1] end;
    if stem is null then
      continue;
    end if;
    others := quire_search.near(mark || stem);
    if stem <> word then
      others := others || quire_search.near(code || '=' || word);
    end if;
    if has_compounds and length(stem) > 3 then
      others := others || quire_search.ending_with(mark || stem);
    end if;
    found := regexp_replace(
      found,
      '(?<!!)''' || mark || stem || '''(?!:)',
      '( ''' || mark || stem || '''' || case when has_compounds then ':*' else '' end
        || coalesce((select string_agg(' | ''' || o.lexeme || '''', '') from unnest(others) as o (lexeme)), '') || ' )',
      'g'
    );
  end loop;
  return found::tsquery;
end
$$;

-- Terms by what they are found by, of those that the role may see in lists.
create view quire_reader.found_term as
select t.id, t.kind, t.search
from quire.term t
where t.is_public or (select min(l.published_at) from quire.post_term l where l.term_id = t.id) <= now();
create view quire_viewer.found_term as select t.id, t.kind, t.search from quire_reader.found_term t;
create view quire_editor.found_term as select t.id, t.kind, t.search from quire.term t;
grant select on quire_reader.found_term to quire_reader;
grant select on quire_viewer.found_term to quire_viewer;
grant select on quire_editor.found_term to quire_editor;

-- What a search among kinds looks for: what people have typed; or where no index has any of it, what is similar. The views are those of the role
-- that asks. No sequential scans: to learn that there is nothing would read all of a table.
create function quire_search.resolved(words text, kinds text[]) returns tsquery
language plpgsql stable set enable_seqscan to off as $$
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
    or 'COMMENT' = any(kinds) and exists (select from comment c where c.search @@ candidates and c.is_listed)
  then
    return found;
  end if;
  foreach code in array quire_search.languages() loop
    similar_words := similar_words || quire_search.similar_in(code, words);
  end loop;
  return similar_words;
end
$$;

-- The parts of a text around the words of a query, each match between U+E000 and U+E001, fragments parted by " … ". Matches are found in
-- a text whose characters stand where those of the text do, and are marked in the text itself: in plain letters by stems; else with its
-- accents, which some stems need; else by the beginnings of words.
create or replace function quire_search.headline(content text, words text, language text, query tsquery) returns text
language plpgsql stable as $$
declare
  code constant text := quire_search.code(language);
  configuration constant regconfig := quire_search.configuration(code);
  shown constant text := normalize(left(content, 50000), nfc);
  accented constant text := quire_search.without_lookahead(shown);
  known text := quire_search.without_accents(normalize(shown, nfd));
  separator constant text := chr(31);  -- no letter in any locale, and in no text
  parted constant text := '(' || quire_search.unspaced() || ')';
  -- the lexemes of its own language, as a dictionary gives them; those of others match nothing
  looked_for tsquery := regexp_replace(
    regexp_replace(query::text, '''([^'']*)''', '''/\1''', 'g'),
    '''/' || case when code = 'en' then '(?:en=)?' else code || '[/=]' end || '([^/='']*)''', '''\1''', 'g'
  )::tsquery;
  fragments text;
  fragment text;
  piece text;
  place integer;
  found text;
  result text[] := '{}';
begin
  if words ~ quire_search.unspaced() then
    looked_for := looked_for || websearch_to_tsquery(
      configuration,
      regexp_replace(
        regexp_replace(quire_search.folded(words), '-(?![a-zA-Z0-9"\u0080-\U0010ffff])', ' ', 'g'), parted, '_\1_', 'g'
      )
    );
  end if;
  known := quire_search.without_lookahead(case when length(known) = length(shown) then known else shown end);
  fragments := quire_search.marked(configuration, regexp_replace(known, parted, separator || '\1' || separator, 'g'), looked_for);
  if fragments is null and known <> accented then
    fragments := quire_search.marked(configuration, accented, looked_for);
    known := case when fragments is null then known else accented end;
  end if;
  fragments := coalesce(
    fragments,
    case when query::text like '%:*%' then quire_search.marked('pg_catalog.simple', known, looked_for) end,
    ts_headline(configuration, known, '', U&'MaxFragments=2, MaxWords=25, MinWords=8, FragmentDelimiter="\E002"')
  );
  foreach fragment in array string_to_array(replace(fragments, separator, ''), U&'\E002') loop
    place := strpos(known, translate(fragment, U&'\E000\E001', ''));
    found := '';
    if place = 0 then  -- Postgres left a tag out of it
      found := fragment;
    else
      for piece in select p.piece from regexp_split_to_table(fragment, U&'(?=[\E000\E001])') with ordinality as p (piece, n) order by p.n loop
        if left(piece, 1) in (U&'\E000', U&'\E001') then
          found := found || left(piece, 1);
          piece := substr(piece, 2);
        end if;
        found := found || substr(shown, place, length(piece));
        place := place + length(piece);
      end loop;
    end if;
    result := result || found;
  end loop;
  return array_to_string(result, ' … ');
end
$$;

create or replace function quire.rewrite_search(most integer) returns boolean
language plpgsql as $$
declare
  language constant text := quire.site_language();
  due quire.search_due;
  piece bigint[];
  free bigint[];
  held bigint;
begin
  select * into due from quire.search_due d order by d.kind desc limit 1 for update skip locked;
  if due is null then
    return false;
  end if;
  case due.kind
    when 'entry' then
      piece := array(select e.id from quire.entry e where e.id > due.after order by e.id limit most);
      free := array(select e.id from quire.entry e where e.id = any(piece) for no key update skip locked);
      perform quire.note_search_language(l.language)
      from (select distinct e.language from quire.entry e where e.id = any(free)) l;
      update quire.entry e set search = quire.entry_search(e.title, e.content_text, e.language) where e.id = any(free);
      perform quire.note_words(tsvector_to_array(e.search), e.published_at)
      from quire.entry e
      where e.id = any(free) and e.status = 'PUBLISHED';
    when 'comment' then
      piece := array(select c.id from quire.comment c where c.id > due.after order by c.id limit most);
      free := array(select c.id from quire.comment c where c.id = any(piece) for no key update skip locked);
      update quire.comment c set search = quire.comment_search(c.content_text, c.is_deleted, language) where c.id = any(free);
    when 'author' then
      piece := array(select a.id from quire.author a where a.id > due.after order by a.id limit most);
      free := array(select a.id from quire.author a where a.id = any(piece) for no key update skip locked);
      update quire.author a set search = quire.author_search(a.name, a.bio_text, language) where a.id = any(free);
      perform quire.note_words(tsvector_to_array(a.search), now()) from quire.author a where a.id = any(free) and a.is_public;
    else
      piece := array(select t.id from quire.term t where t.id > due.after order by t.id limit most);
      free := array(select t.id from quire.term t where t.id = any(piece) for no key update skip locked);
      update quire.term t set search = quire.term_search(t.name, t.description, language) where t.id = any(free);
      perform quire.note_words(tsvector_to_array(t.search), now()) from quire.term t where t.id = any(free) and t.is_public;
  end case;
  perform quire.note_search_language(language);
  select min(p.id) into held from unnest(piece) as p (id) where p.id <> all(free);
  if held = piece[1] then
    perform pg_sleep(0.1);
  end if;
  if piece = '{}' then
    delete from quire.search_due d where d.kind = due.kind;
  else
    update quire.search_due d set after = coalesce(held - 1, piece[cardinality(piece)]) where d.kind = due.kind;
  end if;
  return true;
end
$$;

create or replace function quire.set_search_due() returns trigger
language plpgsql as $$
begin
  insert into quire.search_due (kind, after)
  values ('comment', 0), ('author', 0), ('term', 0)
  on conflict (kind) do update set after = 0;
  return null;
end
$$;

alter table quire.search_due drop constraint search_due_kind_check;
alter table quire.search_due add constraint search_due_kind_check check (kind in ('entry', 'comment', 'author', 'term'));
insert into quire.search_due (kind, after) values ('entry', 0), ('author', 0), ('term', 0) on conflict (kind) do update set after = 0;

-- step: in a transaction
create trigger note_new_words after insert on quire.entry referencing new table as added
for each statement execute function quire.note_new_entry_words();
create trigger note_words after update of title, content_text, language, status, published_at on quire.entry
for each row when (new.status = 'PUBLISHED') execute function quire.note_entry_words();

-- step: outside a transaction
drop index concurrently if exists quire.term_found;
-- then
create index concurrently term_found on quire.term using gin (search);

-- What was stored before, in pieces, so that nobody waits for long. Ended in the middle, it goes on where it was.
-- step: outside a transaction
do $$
declare
  -- else the whole file was sent in one transaction, which cannot be committed here
  by_itself constant boolean := now() = statement_timestamp();
begin
  while quire.rewrite_search(100) loop
    if by_itself then
      commit;
    end if;
  end loop;
end
$$;
