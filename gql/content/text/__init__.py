"""Text: from what an author typed to the HTML, Markdown and plain text that are stored.

    rendered_text                    HTML, Markdown, plain text and source of one text
    html, html_tags, html_tree       which HTML is kept, and HTML as a tree
    nesting, anchors                 how deep elements are nested; ids and the links to them
    embeds, players                  embedded pages: players of allowed hosts, else links
    markdown, footnotes, headings    Markdown to HTML and back
    paragraphs, shortcodes           plain-text paragraphs and shortcodes, as WordPress reads them
    media_shortcodes                 what a shortcode showed from elsewhere
    plain_text, word_diff            excerpts and word counts; differences between two versions
    markup_bound                     how much markup a text may have
    render_queue, render_process     render long texts in processes, in order, within bounds
    render_worker                    the main module of such a process

May import nothing of gql but gql.errors and the plain values of gql.content. Never the database.
"""
