"""Generates an export of any size: a blog of many years, with comments."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

_HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>A long blog</title><link>https://long.example</link><description>Years of it</description>
<language>en</language><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://long.example</wp:base_site_url>
<wp:base_blog_url>https://long.example</wp:base_blog_url>
<wp:author><wp:author_id>1</wp:author_id><wp:author_login>ada</wp:author_login>
<wp:author_email>ada@long.example</wp:author_email>
<wp:author_display_name>Ada</wp:author_display_name></wp:author>
"""
_SENTENCE = "The tide came in over the <em>flats</em> and nobody “expected” it, least of all us. "
_COMMENT = """<wp:comment><wp:comment_id>{id}</wp:comment_id>
<wp:comment_author>Guest {who}</wp:comment_author>
<wp:comment_author_email>guest{who}@mail.example</wp:comment_author_email>
<wp:comment_author_url>https://guest{who}.example/</wp:comment_author_url>
<wp:comment_author_IP>192.0.2.7</wp:comment_author_IP>
<wp:comment_date_gmt>2012-01-01 00:{minute:02}:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{text}]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id>
</wp:comment>
"""


def write_export(path: Path, size: int) -> int:
    """Write posts of about 8 KB until the file has `size` bytes; returns the number of posts."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD)
        while file.tell() < size:
            count += 1
            file.write(_post(count))
        file.write("</channel></rss>\n")
    return count


def _post(number: int) -> str:
    body = "\n\n".join(f"Paragraph {n} of post {number}. " + _SENTENCE * 5 for n in range(8))
    comments = "".join(_comment(number, n) for n in range(6))
    day = f"{2001 + number // 10_000 % 25}-{1 + number % 12:02}-{1 + number % 28:02}"
    return f"""<item><title>{escape(f"Post & number {number}")}</title>
<link>https://long.example/{day.replace("-", "/")}/post-{number}/</link>
<dc:creator>ada</dc:creator><content:encoded><![CDATA[{body}]]></content:encoded>
<excerpt:encoded></excerpt:encoded><wp:post_id>{number}</wp:post_id>
<wp:post_date_gmt>{day} 12:00:00</wp:post_date_gmt><wp:comment_status>open</wp:comment_status>
<wp:ping_status>open</wp:ping_status><wp:post_name>post-{number}</wp:post_name>
<wp:status>publish</wp:status><wp:post_parent>0</wp:post_parent><wp:menu_order>0</wp:menu_order>
<wp:post_type>post</wp:post_type><wp:post_password></wp:post_password>
<wp:is_sticky>0</wp:is_sticky>
<category domain="category" nicename="year-{number % 20}"><![CDATA[Year {number % 20}]]></category>
<category domain="post_tag" nicename="tag-{number % 300}"><![CDATA[Tag {number % 300}]]></category>
{comments}</item>
"""


def _comment(post: int, n: int) -> str:
    number = post * 10 + n
    return _COMMENT.format(
        id=number,
        who=number % 5_000,
        minute=n,
        text=f"I said so in comment {number}.\n\n" + _SENTENCE * 3,
        parent=number - 1 if n % 3 else 0,
    )
