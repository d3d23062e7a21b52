"""The GraphQL types: one file per noun, with the declarations and descriptions of its fields.

    author, comment, media, menu, page, post, revision, site, term    the nouns
    node, commentable, content_node, text_fields, scalars, statuses   what several of them share
    discussion, like, moderation, post_facets, route, search, viewer  what is read beside them
    seo, open_graph, json_ld, described                               what search engines are told

May import the engine, the named statements of `sql/`, errors, and constants and permissions of
`content/`. Never SQL text. Neighbours are imported at the foot of each file, because the graph is
cyclic: Strawberry resolves the names of types when the schema is built.
"""
