"""Media types by file name."""

from __future__ import annotations

import pytest

from gql.content.site.media_record import mime_type


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://x/a.JPG?b.png", "image/jpeg"),
        ("https://x/a.avif", "image/avif"),
        ("https://x/a.tar.gz", "application/x-tar"),
        ("https://x/a", "application/octet-stream"),
    ],
)
def test_the_media_type_follows_from_the_extension(url: str, kind: str) -> None:
    assert mime_type(url) == kind
