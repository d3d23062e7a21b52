"""What a type declares about its fields, and the GraphQL fields that follow from it.

    declaration.py     value classes: all that can be declared
    field.py           engine.column(…), engine.to_one(…) …: a declaration as a field
    declared_field.py  the class of those fields       arguments.py  the arguments they have
    target.py          the type a field leads to       record_type.py  a view as a GraphQL type
    filter.py          the fields of a `where` input   one_of.py     the fields of a `by` input
    cache_tags.py      what an answer depends on
    language_chain.py  languages in an order of preference

May import what the engine may, and the engine's modules order, page and global_id. Never a noun of
a publication, never resolve/ or plan/.
"""
