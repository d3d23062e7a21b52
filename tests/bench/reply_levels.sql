-- Adds five posts with a hundred comments each: on the first all are roots, on the last they stand in five levels.
insert into quire.entry (kind, status, slug, uri, title, author_id, published_at)
select 'POST', 'PUBLISHED', 'levels-' || i, '/levels-' || i || '/', 'Levels ' || i, 1, timestamptz '2016-01-01 00:00+00'
from generate_series(1, 5) as i;

do $$
begin
  for above in -1..3 loop
    insert into quire.comment (
      entry_id, parent_id, status, guest_name, content_html, content_markdown, content_text, published_at
    )
    select e.id, c.id, 'APPROVED', k.name, '<p>' || t.text || '</p>', t.text, t.text,
      e.published_at + (above * 100 + k.number) * interval '1 minute'
    from generate_series(1, 5) as levels
    join quire.entry e on e.slug = 'levels-' || levels
    cross join lateral (
      select i as number, 'Reader ' || i as name from generate_series(1, 100 / levels) as i
    ) k
    cross join lateral (select 'What reader ' || k.number || ' says at level ' || above + 2 as text) t
    left join quire.comment c on c.entry_id = e.id and c.depth = above and c.guest_name = k.name
    where levels > above + 1;
  end loop;
end $$;
