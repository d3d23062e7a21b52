"""Builds small exports (WXR): a test gives what it is about, the rest has default values."""

from __future__ import annotations

from html import escape
from pathlib import Path

_FIELDS = {
    "post_id": "1",
    "post_date": "2020-02-03 04:05:06",
    "post_date_gmt": "2020-02-03 03:05:06",
    "comment_status": "open",
    "ping_status": "open",
    "post_name": "a-post",
    "status": "publish",
    "post_parent": "0",
    "menu_order": "0",
    "post_type": "post",
    "post_password": "",
    "is_sticky": "0",
}
_COMMENT = {
    "comment_id": "1",
    "comment_author": "Guest",
    "comment_author_email": "",
    "comment_author_url": "",
    "comment_author_IP": "",
    "comment_date": "2020-02-04 00:00:00",
    "comment_date_gmt": "2020-02-04 00:00:00",
    "comment_content": "Words.",
    "comment_approved": "1",
    "comment_type": "",
    "comment_parent": "0",
    "comment_user_id": "0",
}
AUTHOR = """<wp:author><wp:author_id>7</wp:author_id><wp:author_login>ada</wp:author_login>
<wp:author_email>ada@old.example</wp:author_email>
<wp:author_display_name>Ada L.</wp:author_display_name></wp:author>"""


def wxr(
    *parts: str,
    version: str = "1.2",
    namespace: str = "http",
    url: str = "https://old.example",
    before: str = "",
) -> str:
    """A whole export of these parts; `before` is put in front of the root element."""
    export = f"{namespace}://wordpress.org/export/{version}"
    return f"""<?xml version="1.0" encoding="UTF-8" ?>
{before}<rss version="2.0" xmlns:excerpt="{export}/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="{export}/">
<channel><title>Old &amp; good</title><link>{url}</link><description>A blog</description>
<language>pt-BR</language><wp:wxr_version>{version}</wp:wxr_version>
<wp:base_site_url>{url}</wp:base_site_url><wp:base_blog_url>{url}</wp:base_blog_url>
{"".join(parts)}</channel></rss>
"""


def item(
    *inside: str,
    title: str = "A post",
    content: str = "Text.",
    excerpt: str = "",
    link: str = "https://old.example/?p=1",
    creator: str = "ada",
    **fields: str,
) -> str:
    """An item, a published post by default; `fields` are wp: elements, `inside` is XML."""
    texts = "".join(
        f"<wp:{name}>{escape(text)}</wp:{name}>" for name, text in (_FIELDS | fields).items()
    )
    return f"""<item><title>{escape(title)}</title><link>{link}</link>
<pubDate>Mon, 03 Feb 2020 03:05:06 +0000</pubDate><dc:creator>{creator}</dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[{excerpt}]]></excerpt:encoded>{texts}{"".join(inside)}</item>"""


def comment(**fields: str) -> str:
    """A comment to put inside an item; `fields` are its wp: elements."""
    texts = "".join(
        f"<wp:{name}>{escape(text)}</wp:{name}>" for name, text in (_COMMENT | fields).items()
    )
    return f"<wp:comment>{texts}</wp:comment>"


def meta(key: str, value: str) -> str:
    """A wp:postmeta to put inside an item."""
    return (
        f"<wp:postmeta><wp:meta_key>{key}</wp:meta_key>"
        f"<wp:meta_value>{escape(value)}</wp:meta_value></wp:postmeta>"
    )


def label(domain: str, nicename: str, name: str) -> str:
    """A term to put inside an item; `domain` is its taxonomy."""
    return f'<category domain="{domain}" nicename="{nicename}"><![CDATA[{name}]]></category>'


def write_file(folder: Path, text: str, name: str = "export.xml") -> Path:
    """Write an export to a file in the folder, and return its path."""
    path = folder / name
    path.write_text(text, "utf-8")
    return path
