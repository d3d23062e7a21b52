"""The rules of a publication: validate, sanitise, compute, decide, write in one transaction.

    permission                          who may do what: the table
    opening, editing, publishing        posts and pages: held for one who may, saved, shown
    written, checking, making, …        what is given, and what is made of it
    naming, filing, revision            what it is called, what it names, its versions
    answer, comment_edit, moderation    comments: written, changed, decided about
    sender, hold, spam, comment_rules   who sends one, whether it waits, and why
    like, profile, rate, idempotency    what else people do, how often, and not twice
    announcement, entry_…, comment_…    what a change touches
    draft, entry, comment, term, …      what makes each noun, for writers and for imports
    prose, html, markdown, text, …      from what was written to what is shown

May import gql.db, gql.sql, gql.errors, gql.viewer. Never GraphQL, HTTP, or another system's format.
"""
