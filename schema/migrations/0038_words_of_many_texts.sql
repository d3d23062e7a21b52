-- Words of many texts that are inserted at once are compared once with those that are known, not once for each text.
create or replace function quire.note_new_entry_words() returns trigger
language plpgsql as $$
begin
  insert into quire.search_word (lexeme, shows_at, variants)
  select l.lexeme, l.at, quire_search.variants(l.lexeme)
  from (
    select k.lexeme, min(a.published_at) as at
    from added a
    cross join lateral unnest(tsvector_to_array(a.search)) as k (lexeme)
    where a.status = 'PUBLISHED'
    group by k.lexeme
  ) l
  where l.lexeme ~ '^([a-z]{2}[/=])?[^[:punct:][:digit:][:space:]]{4,24}$'
    and l.lexeme !~ quire_search.unspaced()
    and not exists (select from quire.search_word w where w.lexeme = l.lexeme and w.shows_at <= l.at);
  return null;
end
$$;
