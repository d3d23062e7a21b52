-- step: in a transaction
-- Each text is found by the words of its own language: its own stems and stop words, also by their beginnings. A lexeme says which
-- language it is of, so that a stem of one does not find a text of another: "de/haus". English ones say nothing, as those of before.
-- Words that differ from their stem are kept as well, for who has typed a part of them: "de=hauser", "en=houses".

create table quire.search_language (code text not null);
comment on table quire.search_language is 'Codes of the languages that stored texts are in, not unique: two who insert at once do not wait. A search looks for the words of each.';
insert into quire.search_language (code) values ('en');

-- Where the language has a dictionary in every PostgreSQL from 15 on; else words are what they are.
create function quire_search.configuration(code text) returns regconfig
language sql immutable parallel safe as $$
  select case code
    when 'ar' then 'pg_catalog.arabic'::regconfig when 'ca' then 'pg_catalog.catalan' when 'da' then 'pg_catalog.danish'
    when 'de' then 'pg_catalog.german' when 'el' then 'pg_catalog.greek' when 'en' then 'pg_catalog.english'
    when 'es' then 'pg_catalog.spanish' when 'eu' then 'pg_catalog.basque' when 'fi' then 'pg_catalog.finnish'
    when 'fr' then 'pg_catalog.french' when 'ga' then 'pg_catalog.irish' when 'hi' then 'pg_catalog.hindi'
    when 'hu' then 'pg_catalog.hungarian' when 'hy' then 'pg_catalog.armenian' when 'id' then 'pg_catalog.indonesian'
    when 'it' then 'pg_catalog.italian' when 'lt' then 'pg_catalog.lithuanian' when 'ne' then 'pg_catalog.nepali'
    when 'nl' then 'pg_catalog.dutch' when 'no' then 'pg_catalog.norwegian' when 'pt' then 'pg_catalog.portuguese'
    when 'ro' then 'pg_catalog.romanian' when 'ru' then 'pg_catalog.russian' when 'sr' then 'pg_catalog.serbian'
    when 'sv' then 'pg_catalog.swedish' when 'ta' then 'pg_catalog.tamil' when 'tr' then 'pg_catalog.turkish'
    when 'yi' then 'pg_catalog.yiddish' else 'pg_catalog.simple'
  end
$$;

-- The dictionary behind it: each is named after its language, as that of "simple" is not.
create function quire_search.dictionary(code text) returns regdictionary
language sql immutable parallel safe as $$
  select (quire_search.configuration(code)::text || '_stem')::regdictionary
$$;

-- The language of a BCP 47 tag as lexemes have it: "xx" without a dictionary.
create function quire_search.code(language text) returns text
language sql immutable parallel safe as $$
  select case
    when p.code in ('nb', 'nn') then 'no'
    when quire_search.configuration(p.code) = 'pg_catalog.simple'::regconfig then 'xx'
    else p.code
  end
  from (select lower(split_part(language, '-', 1)) as code) p
$$;

create function quire_search.mark(code text) returns text
language sql immutable parallel safe as $$
  select case when code = 'en' then '' else code || '/' end
$$;

-- Punctuation beyond ASCII becomes a blank here, for where a database has the LC_CTYPE "C" every such character counts as a letter. Text
-- of ASCII alone keeps its letters.
create function quire_search.cleaned(words text) returns text
language sql immutable parallel safe as $$
  select quire_search.without_lookahead(case when octet_length(words) = length(words) then words else
    regexp_replace(
      normalize(quire_search.without_marks(normalize(words, nfkd)), nfkc),
      '[\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2010-\u206f\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u30fb]',
      ' ', 'g'
    )
  end)
$$;

-- Cleaned text, or lexemes of it, without accents and ligatures.
create function quire_search.plain_letters(words text) returns text
language sql immutable parallel safe as $$
  select case when octet_length(words) = length(words) then words else
    replace(replace(replace(replace(replace(replace(replace(
      quire_search.without_accents(normalize(words, nfd)),
      'ß', 'ss'), 'ẞ', 'SS'), 'æ', 'ae'), 'Æ', 'AE'), 'œ', 'oe'), 'Œ', 'OE'), 'þ', 'th')
  end
$$;

create or replace function quire_search.folded(words text) returns text
language sql immutable parallel safe as $$
  select quire_search.plain_letters(quire_search.cleaned(words))
$$;

-- The second of two rows of pairs of unspaced characters: all from the second character of each run on, and nothing else.
create function quire_search.from_second(words text) returns text
language sql immutable parallel safe as $$
  select regexp_replace(
    words,
    '[^' || substr(quire_search.unspaced(), 2) || '+' || quire_search.unspaced() || '?|^' || quire_search.unspaced(),
    ' ', 'g'
  )
$$;

-- The lexemes of a cleaned text and of the same in plain letters, each with its places. Stems are taken of both: only a stemmer that
-- sees the accents knows some endings (of Russian, of Turkish), and people leave accents out as they type.
create function quire_search.lexemes(cleaned text, plain text, code text) returns tsvector
language plpgsql immutable as $$
declare
  configuration constant regconfig := quire_search.configuration(code);
  dictionary constant regdictionary := case when code <> 'xx' then quire_search.dictionary(code) end;
  before_word constant text := ' ''' || quire_search.mark(code);
  stems constant tsvector := to_tsvector(configuration, plain);
  found text := replace(' ' || stems::text, ' ''', before_word);
  others tsvector;
begin
  if code = 'xx' then
    return found::tsvector;
  end if;
  if cleaned <> plain then
    found := found || replace(
      ' ' || quire_search.plain_letters(to_tsvector(configuration, cleaned)::text), ' ''', before_word
    );
  end if;
  others := ts_delete(to_tsvector('pg_catalog.simple', plain), tsvector_to_array(stems));
  others := ts_delete(
    others,
    array(select o.word from unnest(tsvector_to_array(others)) as o (word) where ts_lexize(dictionary, o.word) = '{}')
  );
  return (found || replace(' ' || others::text, ' ''', ' ''' || code || '='))::tsvector;
end
$$;

-- What a text is found by, of all that it says. Of unspaced characters every two neighbours are a word, in two rows: pairs from the first
-- character of a run on, then pairs from the second on. A phrase of any length lies in one of the two.
create function quire_search.whole_document(words text, code text) returns tsvector
language plpgsql immutable as $$
declare
  cleaned constant text := quire_search.cleaned(words);
  plain constant text := quire_search.plain_letters(cleaned);
  pairs text;
begin
  if octet_length(plain) = length(plain) or plain !~ quire_search.unspaced() then
    return quire_search.lexemes(cleaned, plain, code);
  end if;
  pairs := quire_search.in_pairs(quire_search.from_second(plain), ' ');
  return quire_search.lexemes(quire_search.in_pairs(cleaned, ' '), quire_search.in_pairs(plain, ' '), code)
    || quire_search.lexemes(pairs, pairs, code);
end
$$;

-- A tsvector has 1 MiB at most: of a text whose words are more, the first so many characters are found.
create function quire_search.document(words text, language text) returns tsvector
language plpgsql immutable as $$
declare
  code constant text := quire_search.code(language);
  size integer;
begin
  if length(words) <= 10000 then
    return quire_search.whole_document(words, code);
  end if;
  foreach size in array array[200000, 80000, 40000, 10000] loop
    if size > 80000 and words ~ quire_search.unspaced() then
      continue;
    end if;
    begin
      return quire_search.whole_document(left(words, size), code);
    exception when program_limit_exceeded then  -- fewer of them, then
    end;
  end loop;
  return '';
end
$$;

-- Which languages a search looks for. All roles may ask: codes tell nothing of any text.
create function quire_search.languages() returns text[]
language sql stable security definer set search_path to '' as $$
  select array_agg(distinct l.code) from quire.search_language l
$$;

-- A minus that stands before no word excludes nothing: rows of them would overflow the stack of Postgres's parser.
create function quire_search.typed(words text) returns text
language sql immutable parallel safe as $$
  select quire_search.in_pairs(regexp_replace(words, '-(?![a-zA-Z0-9"\u0080-\U0010ffff])', ' ', 'g'), '_')
$$;

-- The word that somebody is typing, in plain letters: the last one of three letters or more, without a blank after it, neither excluded
-- nor in a phrase. Null where there is none.
create function quire_search.unfinished(words text) returns text
language sql immutable parallel safe as $$
  select case when (length(words) - length(replace(words, '"', ''))) % 2 = 0 and l.word !~ quire_search.unspaced()
    then lower(quire_search.folded(l.word)) end
  from (select substring(words from '(?:^|[\s(,;:.!?])([^-\s[:punct:][:digit:]][^\s[:punct:][:digit:]]{2,})$') as word) l
$$;

-- What people type, as texts of one language are looked for. A single unspaced character is the first of a pair, or the last of a run.
create function quire_search.query_in(code text, words text) returns tsquery
language plpgsql immutable as $$
declare
  mark constant text := quire_search.mark(code);
  cleaned constant text := quire_search.typed(quire_search.cleaned(words));
  plain constant text := quire_search.typed(quire_search.folded(words));
  part constant text := quire_search.unfinished(words);
  found text := regexp_replace(
    websearch_to_tsquery(quire_search.configuration(code), plain)::text, '''([^'']*)''', '''' || mark || '\1''', 'g'
  );
  accented tsquery;
  known tsquery;
begin
  if cleaned <> plain and code <> 'xx' then
    accented := regexp_replace(
      quire_search.plain_letters(websearch_to_tsquery(quire_search.configuration(code), cleaned)::text),
      '''([^'']*)''', '''' || mark || '\1''', 'g'
    );
    if accented = '' then  -- stop words, which only their accents tell
      return '';
    end if;
  end if;
  if part ~ '^[^'':*&|!()\\]+$' and (code = 'xx' or ts_lexize(quire_search.dictionary(code), part) is distinct from '{}') then
    found := regexp_replace(
      found, '''([^'']*)''$',
      '( ''\1'' | ''' || mark || part || ''':*' || case when code <> 'xx' then ' | ''' || code || '=' || part || ''':*' else '' end || ' )'
    );
  end if;
  known := regexp_replace(found, '(''(?:[a-z]{2}/)?' || quire_search.unspaced() || ''')', '\1:*', 'g')::tsquery;
  known := known || coalesce(accented, '');
  return case when querytree(known) = 'T' then '' else known end;
end
$$;

-- The same in every language that stored texts are in; empty where nothing of it says what to look for.
create or replace function quire_search.query(words text) returns tsquery
language plpgsql stable as $$
declare
  found tsquery := '';
  code text;
begin
  foreach code in array quire_search.languages() loop
    found := found || quire_search.query_in(code, words);
  end loop;
  return found;
end
$$;

-- A query without what an index cannot say: the order of words in a phrase, and what is excluded; a word whose beginning is looked for too is
-- looked for once. All that the query matches is among what this matches, which needs no look at the rows themselves.
create function quire_search.in_any_order(query tsquery) returns tsquery
language sql immutable parallel safe as $$
  select regexp_replace(
    regexp_replace(querytree(query), '<(-|\d+)>', '&', 'g'),
    '(''[^'']*'') \| \1:\*', '\1:*', 'g'
  )::tsquery
$$;

create or replace function quire_search.candidates(words text) returns tsquery
language sql stable as $$
  select quire_search.in_any_order(quire_search.query(words))
$$;

-- Newer texts come a little before older ones that match as well: by one hundredth for each year. Not by their age, for then what a
-- page ends with would have another place as the next page is read.
create function quire_search.freshness(at timestamptz) returns double precision
language sql immutable parallel safe as $$
  select 1 + (coalesce(date_part('epoch', at at time zone 'UTC'), 1577836800) - 631152000) / 3155760000  -- null: as of 2020; 0 is 1990
$$;

-- Where the words of a query are in a text, marked with U+E000 and U+E001, in fragments that U+E002 parts; nothing where there are none.
create function quire_search.marked(configuration regconfig, words text, query tsquery) returns text
language sql immutable parallel safe as $$
  select case when h.text like U&'%\E000%' then h.text end
  from (
    select ts_headline(
      configuration, words, query, U&'StartSel="\E000", StopSel="\E001", MaxFragments=2, MaxWords=25, MinWords=8, FragmentDelimiter="\E002"'
    ) as text
  ) h
$$;

-- The parts of a text around the words of a query, each match between U+E000 and U+E001, fragments parted by " … ". Matches are found in
-- a text whose characters stand where those of the text do, and are marked in the text itself: in plain letters by stems; else with its
-- accents, which some stems need; else by the beginnings of words.
create function quire_search.headline(content text, words text, language text, query tsquery) returns text
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
  looked_for tsquery := replace(replace(
    regexp_replace(query::text, '''([^/='']*)''', '''en/\1''', 'g'), '''' || code || '/', ''''), '''' || code || '=', '''')::tsquery;
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

-- The version before calls this.
create or replace function quire_search.headline(content text, words text) returns text
language sql stable as $$
  select quire_search.headline(content, words, 'en', quire_search.query(words))
$$;

-- Rows are written by the version before too.
create function quire.site_language() returns text
language sql stable as $$
  select coalesce((select s.language from quire.site s), 'en')
$$;

create function quire.note_search_language(language text) returns void
language plpgsql as $$
begin
  if not exists (select from quire.search_language l where l.code = quire_search.code(language)) then
    insert into quire.search_language (code) values (quire_search.code(language));
  end if;
end
$$;

create function quire.entry_search(title text, content_text text, language text) returns tsvector
language sql stable as $$
  select setweight(quire_search.document(title, language), 'A') || setweight(quire_search.document(content_text, language), 'C')
$$;

create function quire.author_search(name text, bio_text text, language text) returns tsvector
language sql stable as $$
  select setweight(quire_search.document(name, language), 'A') || setweight(quire_search.document(bio_text, language), 'B')
$$;

create function quire.comment_search(content_text text, is_deleted boolean, language text) returns tsvector
language sql stable as $$
  select quire_search.document(case when is_deleted then '' else content_text end, language)
$$;

create or replace function quire.set_entry_search() returns trigger
language plpgsql as $$
begin
  new.search := quire.entry_search(new.title, new.content_text, new.language);
  perform quire.note_search_language(new.language);
  return new;
end
$$;

create or replace function quire.set_author_search() returns trigger
language plpgsql as $$
declare
  language constant text := quire.site_language();
begin
  new.search := quire.author_search(new.name, new.bio_text, language);
  perform quire.note_search_language(language);
  return new;
end
$$;

create or replace function quire.set_comment_search() returns trigger
language plpgsql as $$
declare
  language constant text := quire.site_language();
begin
  new.search := quire.comment_search(new.content_text, new.is_deleted, language);
  perform quire.note_search_language(language);
  return new;
end
$$;

drop function quire_search.document(text);

-- What is to be rewritten, by kind: rows beyond an id. They are found by what they were found by before, until their turn comes.
create table quire.search_due (
  kind text primary key check (kind in ('entry', 'comment', 'author')),
  after bigint not null
);
comment on table quire.search_due is 'Rows with an id beyond this are to be found by other words: those of a new language of the site.';

-- Rewrite the next `most` rows; whether some may be left. It waits for nobody, and whoever comes meanwhile waits for `most` rows at most: rows
-- that somebody holds are next, as is what another process does.
create function quire.rewrite_search(most integer) returns boolean
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
    when 'comment' then
      piece := array(select c.id from quire.comment c where c.id > due.after order by c.id limit most);
      free := array(select c.id from quire.comment c where c.id = any(piece) for no key update skip locked);
      update quire.comment c set search = quire.comment_search(c.content_text, c.is_deleted, language) where c.id = any(free);
    else
      piece := array(select a.id from quire.author a where a.id > due.after order by a.id limit most);
      free := array(select a.id from quire.author a where a.id = any(piece) for no key update skip locked);
      update quire.author a set search = quire.author_search(a.name, a.bio_text, language) where a.id = any(free);
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

create function quire.set_search_due() returns trigger
language plpgsql as $$
begin
  insert into quire.search_due (kind, after)
  values ('comment', 0), ('author', 0)
  on conflict (kind) do update set after = 0;
  return null;
end
$$;

-- Entries have a language of their own.
insert into quire.search_due (kind, after) values ('entry', 0), ('comment', 0), ('author', 0);

-- One table in each transaction: writers hold several of them, in different orders.
-- step: in a transaction
create trigger set_search_due after update of language on quire.site
for each row when (quire_search.code(old.language) <> quire_search.code(new.language))
execute function quire.set_search_due();

-- step: in a transaction
drop trigger set_search on quire.entry;
create trigger set_search before insert or update of title, content_text, language on quire.entry
for each row execute function quire.set_entry_search();

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
