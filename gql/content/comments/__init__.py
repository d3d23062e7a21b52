"""Comments: create, edit, delete, moderate, and the rules that decide whether readers see them.

    create, edit, moderate        what people do
    commenter, comment_settings   who comments, and how the site is configured
    moderation_policy, spam       whether a comment is published at once or held, and why
    comment_markdown              the Markdown that a comment may use
    comment_record, import_order  the row of a comment; imports: a parent before its replies
    comment_tags                  the change log entries and cache tags of a change

May import the rest of gql.content, gql.db, gql.sql, gql.errors, gql.viewer. Never GraphQL or HTTP.
"""
