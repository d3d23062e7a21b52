-- Search by what is written, not by how: accents, ligatures and marks are folded, and scripts that are written without blanks are
-- found by their parts. What is stored and what is typed go through the same functions, so that one finds the other.

create schema quire_search;
comment on schema quire_search is 'Functions of text search, for all roles: they read no table.';

-- One character that stands beside others of its word without a blank: of Thai, Lao, Burmese, Khmer, Japanese, Chinese, Korean.
create function quire_search.unspaced() returns text
language sql immutable parallel safe as $$
  select '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u309a\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f'
    '\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff]'
$$;

-- Decomposed letters without accents and strokes, composed: each in the place of one.
create function quire_search.without_accents(words text) returns text
language sql immutable parallel safe as $$
  select normalize(
    translate(regexp_replace(words, '[\u0300-\u036f]', '', 'g'), 'øØłŁđĐħĦıς', 'oOlLdDhHiσ'),
    nfc
  )
$$;

-- What else people leave out as they type: the vowels of Arabic and Hebrew, joiners, soft hyphens.
create function quire_search.without_marks(words text) returns text
language sql immutable parallel safe as $$
  select regexp_replace(
    words,
    '[\u00ad\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0640\u064b-\u065f\u0670\u200c\u200d\u2060\ufe00-\ufe0f\ufeff]',
    '', 'g'
  )
$$;

-- Without the characters at which Postgres's parser looks ahead for a tag, an address or a path, to the end of the text: before each of
-- them it begins anew, which takes minutes for 64 kB of "a_b_", "<!--", "1@a" or "./". Blanks in their place, so that the length stays.
create function quire_search.without_lookahead(words text) returns text
language sql immutable parallel safe as $$
  select translate(words, '<_@/~', '     ')
$$;

-- Letters in the form in which they are compared. Punctuation becomes a blank here, for where a database has the LC_CTYPE "C" every
-- character beyond ASCII counts as a letter. Text of ASCII alone is returned as it is.
create function quire_search.folded(words text) returns text
language sql immutable parallel safe as $$
  select quire_search.without_lookahead(case when octet_length(words) = length(words) then words else
    regexp_replace(
      replace(replace(replace(replace(replace(replace(replace(
        quire_search.without_accents(quire_search.without_marks(normalize(words, nfkd))),
        'ß', 'ss'), 'ẞ', 'SS'), 'æ', 'ae'), 'Æ', 'AE'), 'œ', 'oe'), 'Œ', 'OE'), 'þ', 'th'),
      '[\u0080-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u2010-\u206f\u2e00-\u2e7f\u3000-\u3004\u3008-\u3020\u3030\u30fb]',
      ' ', 'g'
    )
  end)
$$;

-- Unspaced characters in pairs, from the left of each run of them, between separators.
create function quire_search.in_pairs(words text, separator text) returns text
language sql immutable parallel safe as $$
  select regexp_replace(
    words,
    '(' || quire_search.unspaced() || quire_search.unspaced() || '?)',
    separator || '\1' || separator, 'g'
  )
$$;

-- What a text is found by. Of unspaced characters every two neighbours are a word, in two rows: pairs from the first character of a
-- run on, then pairs from the second on. A phrase of any length lies in one of the two. A tsvector has 1 MiB at most: hence the bounds.
create function quire_search.document(words text) returns tsvector
language plpgsql immutable parallel safe as $$
declare
  known text := quire_search.folded(left(words, 200000));
begin
  if octet_length(known) = length(known) or known !~ quire_search.unspaced() then
    return to_tsvector('pg_catalog.english', known);
  end if;
  known := left(known, 80000);
  return to_tsvector('pg_catalog.english', quire_search.in_pairs(known, ' ')) || to_tsvector(
    'pg_catalog.english',
    quire_search.in_pairs(
      regexp_replace(
        known,
        '[^' || substr(quire_search.unspaced(), 2) || '+' || quire_search.unspaced() || '?|^' || quire_search.unspaced(),
        ' ', 'g'
      ),
      ' '
    )
  );
end
$$;

-- What people type, as it is looked for; empty where nothing of it says what to look for. A minus that stands before no word excludes
-- nothing: rows of them would overflow the stack of Postgres's parser. A single unspaced character is the first of a pair, or the last of a run.
create function quire_search.query(words text) returns tsquery
language plpgsql immutable parallel safe as $$
declare
  known tsquery := regexp_replace(
    websearch_to_tsquery(
      'pg_catalog.english',
      quire_search.in_pairs(regexp_replace(quire_search.folded(words), '-(?![a-zA-Z0-9"\u0080-\U0010ffff])', ' ', 'g'), '_')
    )::text,
    '''(' || quire_search.unspaced() || ')''', '''\1'':*', 'g'
  )::tsquery;
begin
  return case when querytree(known) = 'T' then '' else known end;
end
$$;

-- The same without what an index cannot say: the order of words in a phrase, and what is excluded. All that `query` matches is among
-- what this matches, which needs no look at the rows themselves.
create function quire_search.candidates(words text) returns tsquery
language sql immutable parallel safe as $$
  select regexp_replace(querytree(quire_search.query(words)), '<(-|\d+)>', '&', 'g')::tsquery
$$;

-- The parts of a text around the words, each match between U+E000 and U+E001, fragments parted by " … ". Matches are found in a folded
-- text whose characters stand where those of the text do, and are marked in the text itself.
create function quire_search.headline(content text, words text) returns text
language plpgsql immutable parallel safe as $$
declare
  shown text := normalize(left(content, 50000), nfc);
  known text := quire_search.without_accents(normalize(shown, nfd));
  separator constant text := chr(31);  -- no letter in any locale, and in no text
  looked_for tsquery := websearch_to_tsquery(
    'pg_catalog.english',
    regexp_replace(
      regexp_replace(quire_search.folded(words), '-(?![a-zA-Z0-9"\u0080-\U0010ffff])', ' ', 'g'),
      '(' || quire_search.unspaced() || ')', '_\1_', 'g'
    )
  );
  fragment text;
  piece text;
  place integer;
  found text;
  result text[] := '{}';
begin
  if length(known) <> length(shown) then
    known := shown;
  end if;
  known := quire_search.without_lookahead(known);
  foreach fragment in array string_to_array(
    replace(
      ts_headline(
        'pg_catalog.english',
        regexp_replace(known, '(' || quire_search.unspaced() || ')', separator || '\1' || separator, 'g'),
        looked_for,
        U&'StartSel="\E000", StopSel="\E001", MaxFragments=2, MaxWords=25, MinWords=8, FragmentDelimiter="\E002"'
      ),
      separator, ''
    ),
    U&'\E002'
  ) loop
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

grant usage on schema quire_search to quire_reader, quire_viewer, quire_editor;

-- The version before calls these.
create or replace function quire_reader.search_query(words text) returns tsquery
language sql immutable parallel safe as $$
  select quire_search.query(words)
$$;
create or replace function quire_viewer.search_query(words text) returns tsquery
language sql immutable parallel safe as $$
  select quire_search.query(words)
$$;
create or replace function quire_editor.search_query(words text) returns tsquery
language sql immutable parallel safe as $$
  select quire_search.query(words)
$$;

-- Columns that were generated are kept by triggers from now on. The expression of a generated column cannot be changed before
-- PostgreSQL 17 without every view above it; dropping it leaves values, views and indexes as they are.
create function quire.set_entry_search() returns trigger
language plpgsql as $$
begin
  new.search := setweight(quire_search.document(new.title), 'A') || setweight(quire_search.document(new.content_text), 'C');
  return new;
end
$$;

create function quire.set_author_search() returns trigger
language plpgsql as $$
begin
  new.search := setweight(quire_search.document(new.name), 'A') || setweight(quire_search.document(new.bio_text), 'B');
  return new;
end
$$;

create function quire.set_comment_search() returns trigger
language plpgsql as $$
begin
  new.search := quire_search.document(case when new.is_deleted then '' else new.content_text end);
  return new;
end
$$;

-- One table in each transaction: writers hold several of them, in different orders.
-- step: in a transaction
alter table quire.entry alter column search drop expression;
create trigger set_search before insert or update of title, content_text on quire.entry
for each row execute function quire.set_entry_search();

-- step: in a transaction
alter table quire.author alter column search drop expression;
create trigger set_search before insert or update of name, bio_text on quire.author
for each row execute function quire.set_author_search();

-- step: in a transaction
alter table quire.comment alter column search drop expression;
create trigger set_search before insert or update of content_text, is_deleted on quire.comment
for each row execute function quire.set_comment_search();

-- What was stored before, in pieces, so that nobody waits for long. Texts of ASCII alone have the words that they had. Ended in the
-- middle, it begins anew: what is done already is done once more.
-- step: outside a transaction
do $$
declare
  -- else the whole file was sent in one transaction, which cannot be committed here
  by_itself constant boolean := now() = statement_timestamp();
  done bigint := 0;
begin
  while done is not null loop
    with piece as (
      select e.id from quire.entry e where e.id > done order by e.id limit 20
    ), mended as (
      update quire.entry e
      set search = setweight(quire_search.document(e.title), 'A') || setweight(quire_search.document(e.content_text), 'C')
      from piece p
      where e.id = p.id and octet_length(e.title || e.content_text) <> length(e.title || e.content_text)
    )
    select max(p.id) into done from piece p;
    if by_itself then
      commit;
    end if;
  end loop;
  done := 0;
  while done is not null loop
    with piece as (
      select c.id from quire.comment c where c.id > done order by c.id limit 500
    ), mended as (
      update quire.comment c
      set search = quire_search.document(case when c.is_deleted then '' else c.content_text end)
      from piece p
      where c.id = p.id and octet_length(c.content_text) <> length(c.content_text)
    )
    select max(p.id) into done from piece p;
    if by_itself then
      commit;
    end if;
  end loop;
  update quire.author a
  set search = setweight(quire_search.document(a.name), 'A') || setweight(quire_search.document(a.bio_text), 'B')
  where octet_length(a.name || a.bio_text) <> length(a.name || a.bio_text);
end
$$;
