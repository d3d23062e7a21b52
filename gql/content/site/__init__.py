"""What belongs to the whole site: its columns from drafts, and how they are changed.

    site_record, menu_record, media_record, term_record   from a draft to columns
    update_site, site_rules    the site itself; what both it and a setting decide
    change_bases               what paths of terms and authors begin with: all of them move
    save_menu, redirects       menus with their items; paths that lead elsewhere

May import the rest of gql.content, gql.db, gql.sql, gql.errors. Never GraphQL or HTTP.
"""
