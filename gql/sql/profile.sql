-- name: update_profile
-- Updates those columns of a profile ($1) that are keys of $2 (jsonb): jsonb_populate_record takes the others from the row itself.
update author a
set (name, bio_html, bio_markdown, bio_text, bio_source, url, links, version) = (
  select r.name, r.bio_html, r.bio_markdown, r.bio_text, r.bio_source, r.url, r.links, a.version + 1
  from jsonb_populate_record(a, $2::jsonb) as r
)
where a.id = $1::bigint

-- name: menus_linking_to
-- The menus with an item for a profile ($1).
select distinct i.menu_id as id from menu_item i where i.author_id = $1::bigint order by 1
