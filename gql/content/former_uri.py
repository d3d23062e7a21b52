"""Former URIs: how WordPress addresses what is imported from it, as it is stored and looked up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import SplitResult, parse_qsl, urlsplit

from gql.content.address import normalised_path
from gql.content.slug import MAX_SLUG_LENGTH, preserved_slug

MAX_QUERY_FIELDS = 20
# the parameter of an id → the one under which it is stored: WordPress answers for all of a line
_IDS = {"p": "p", "page_id": "p", "attachment_id": "p", "cat": "cat", "tag_id": "tag_id"} | {
    "author": "author"
}
_PATHS = {"pagename": "", "category_name": "category/", "tag": "tag/", "author_name": "author/"}
# pages of an archive, of a long post and of its comments; feeds, and other forms of the same thing
_PARTS = re.compile(
    r"/(?:(?:page/|comment-page-)?[0-9]{1,5}|(?:feed/)?(?:rss2?|rdf|atom)|feed|embed|trackback|amp)/$"
)
_FEED = re.compile(r"/(?:feed/)?(?:feed|rss2?|rdf|atom)/$")


def id_uri(folder: str, parameter: str, id: str) -> str | None:
    """The URI /?p=7 of a site below `folder` ("" for the root), or None for what is no id."""
    is_id = re.fullmatch(r"0*([1-9][0-9]{0,17})", id)
    path = normalised_path(folder) or "/"
    return f"{path}?{_IDS[parameter]}={is_id[1]}" if is_id and parameter in _IDS else None


def login_slug(login: str) -> str:
    """The slug that WordPress makes of a login, by sanitize_title(); empty if nothing is left."""
    return preserved_slug(login.replace("@", "").replace(".", "-"), "")


def nested_uri(folder: str, prefix: str, slugs: Sequence[str]) -> str | None:
    """The URI /category/a/b/ of a site below `folder`, or None if it is too long."""
    return normalised_path("/".join((folder, prefix, *slugs)))


def feed_base(uri: str) -> str | None:
    """The path of what a path or URL is a feed of, as WordPress addresses feeds; None for others.

    "/" stands for the newest posts, "/comments/" for the newest comments.
    """
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    path = normalised_path(parts.path) or "/"
    base = _FEED.sub("/", path)
    is_asked_for = re.search(r"(?:^|&)feed=[a-z0-9]", parts.query) is not None
    return base if base != path or is_asked_for else None


def possible_uris(uri: str) -> list[str]:
    """The URIs under which what a path or URL leads to may be stored, the likeliest first.

    Empty where no resource can have it. Behind the first are what it is a page or a feed of.
    """
    try:
        parts = urlsplit(uri)
    except ValueError:  # urlsplit refuses malformed IPv6 hosts, such as http://[
        return []
    path = normalised_path(parts.path)
    possible = [*_by_query(parts, path or "/"), *([path] if path else [])]
    possible += [shorter for one in tuple(possible) for shorter in _without_parts(one)]
    return list(dict.fromkeys(possible))


def _by_query(parts: SplitResult, path: str) -> Iterator[str]:
    """The URIs that the query names, in the order of its parameters."""
    if not parts.query or len(parts.query) > 12 * MAX_SLUG_LENGTH:
        return
    folder = path.removesuffix("index.php/")
    try:
        values = parse_qsl(parts.query, max_num_fields=MAX_QUERY_FIELDS)
    except ValueError:
        return
    for name, value in values:
        if name in _IDS and (stored := id_uri(folder, name, value)):
            yield stored
        elif name in _PATHS and (named := nested_uri(folder, _PATHS[name], [value])):
            yield named


def _without_parts(path: str) -> Iterator[str]:
    """The path without what names a page, a feed or the program that answers."""
    if path.startswith("/index.php/"):
        path = path.removeprefix("/index.php")
        if path != "/":
            yield path
    # /a-long-post/2/comment-page-3/ is the longest that WordPress makes
    for _ in range(2):
        shorter = _PARTS.sub("/", path)
        if shorter in (path, "/"):
            return
        path = shorter
        yield path
