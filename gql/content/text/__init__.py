"""Text: from what was written to the forms that are stored and rendered.

    rendered_text                    HTML, Markdown, plain text and source of one text
    html, html_tags, html_tree       which HTML is kept, and HTML as a tree
    markdown, footnotes, headings    Markdown to HTML and back
    paragraphs, shortcodes           what WordPress authors type
    plain_text, word_diff            excerpts and word counts; what changed between two versions
    render_queue                     renders beside the event loop, in turn, within a bound

May import nothing of gql but gql.errors and the plain values of gql.content. Never the database.
"""
