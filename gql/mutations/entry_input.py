"""The inputs that post and page mutations share, and the changes they request."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from gql.content.draft import EntryKind, Format
from gql.content.entries.validation import MAX_CONTENT_LENGTH
from gql.content.text.plain_text import MAX_TITLE_LENGTH
from gql.errors import BadInput
from gql.mutations.input_id import id_of
from gql.mutations.meta_input import META, NEW_META, MetaInput, meta_changes
from gql.mutations.seo_input import SEO_INPUT, SeoInput, seo_changes
from gql.mutations.text_bounds import at_most
from gql.types.text_fields import ContentFormat

UNCHANGED = strawberry.UNSET
GRAPHQL_TYPES = {EntryKind.POST: "Post", EntryKind.PAGE: "Page"}
FORMATS = {ContentFormat.HTML: Format.HTML, ContentFormat.MARKDOWN: Format.MARKDOWN}
# null removes these values; for others, which cannot be removed, null means the same as absent
REMOVABLE = {"excerpt", "featured_image", "parent", "seo", "slug", "translation_of"}
NOT_VALUES = {"id", "expected_version", "idempotency_key"}  # about the request, not the entry
_ID = "Its global id."
_CONTENT = "The text: 200,000 characters at most."
_TRANSLATION_OF = (
    "The global id of another of its kind that it is a translation of, and so of all translations "
    "of that: one in each language, 50 at most."
)
_FORMAT = "How the text is written: MARKDOWN or HTML."
_AT_ONCE = "It is no part of a version: readers see it at once."


@strawberry.input
class NewEntry:
    """Fields of CreatePostInput and CreatePageInput."""

    # fields of a base class come first in the printed input types, in this order
    title: str = strawberry.field(
        description="The title, as plain text.", metadata=at_most(MAX_TITLE_LENGTH)
    )
    content: str = strawberry.field(description=_CONTENT, metadata=at_most(MAX_CONTENT_LENGTH))
    format: ContentFormat = strawberry.field(default=ContentFormat.MARKDOWN, description=_FORMAT)
    slug: str | None = strawberry.field(
        default=UNCHANGED,
        description="The last part of its path. Letters of every script stay; a number is added "
        "where it is taken. Without it, one is made of the title.",
    )
    featured_image: strawberry.ID | None = strawberry.field(
        default=UNCHANGED, description="The picture that stands for it: the global id of a Media."
    )
    language: str | None = strawberry.field(
        default=UNCHANGED, description="As in BCP 47. Without it, that of the site."
    )
    translation_of: strawberry.ID | None = strawberry.field(
        default=UNCHANGED, description=_TRANSLATION_OF
    )
    comments_open: bool | None = strawberry.field(
        default=UNCHANGED, description="Whether readers may answer. Without it, they may."
    )
    seo: SeoInput | None = strawberry.field(default=UNCHANGED, description=SEO_INPUT)
    meta: list[MetaInput] | None = strawberry.field(default=UNCHANGED, description=NEW_META)
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Any text of your own, such as a UUID. The same key within 24 hours answers "
        "what was made with it, and makes nothing else. With another input it is refused.",
    )


@strawberry.input
class ExpectedVersion:
    """Optimistic locking: the version that the client has read."""

    expected_version: int | None = strawberry.field(
        default=None,
        description="The version that you have read. If somebody has saved another since, nothing "
        "is done: CONFLICT. Null: whatever the version.",
    )


@strawberry.input
class EntryId:
    """The post or page that a mutation changes."""

    id: strawberry.ID = strawberry.field(description=_ID)


@strawberry.input
class EntryUpdate(EntryId, ExpectedVersion):
    """Fields of UpdatePostInput and UpdatePageInput. UNCHANGED tells an absent field from null."""

    title: str | None = strawberry.field(
        default=UNCHANGED,
        description="The title, as plain text.",
        metadata=at_most(MAX_TITLE_LENGTH),
    )
    content: str | None = strawberry.field(
        default=UNCHANGED, description=_CONTENT, metadata=at_most(MAX_CONTENT_LENGTH)
    )
    format: ContentFormat | None = strawberry.field(default=UNCHANGED, description=_FORMAT)
    slug: str | None = strawberry.field(
        default=UNCHANGED,
        description="The last part of its path. A former path that readers have seen answers "
        "301; of a page, so do those of the pages below it. Null: derived from the title again.",
    )
    featured_image: strawberry.ID | None = strawberry.field(
        default=UNCHANGED, description="The global id of a Media. Null: no picture."
    )
    language: str | None = strawberry.field(default=UNCHANGED, description="As in BCP 47.")
    translation_of: strawberry.ID | None = strawberry.field(
        default=UNCHANGED,
        description=f"{_TRANSLATION_OF} Null: of nothing. It is no part of a version: it holds at "
        "once.",
    )
    comments_open: bool | None = strawberry.field(
        default=UNCHANGED, description="Whether readers may answer."
    )
    meta: list[MetaInput] | None = strawberry.field(
        default=UNCHANGED,
        description=f"{META} {_AT_ONCE}",
    )
    seo: SeoInput | None = strawberry.field(
        default=UNCHANGED, description=f"{SEO_INPUT} {_AT_ONCE}"
    )


@strawberry.input
class Publication(EntryId, ExpectedVersion):
    """Fields of PublishPostInput and PublishPageInput."""

    at: datetime | None = strawberry.field(
        default=None,
        description="From when on readers see it: a time to come makes it SCHEDULED. Null: now.",
    )


@strawberry.input
class EarlierVersion(EntryId):
    """The version that restoreRevision and restorePageRevision restore."""

    version: int = strawberry.field(description="The number of the version, as revisions tell it.")


def changes_of(kind: EntryKind, input: Any) -> dict[str, Any]:
    """What an input changes, by field names of EntryValues, and beside them meta and
    translation_of. Raises BadInput."""
    changes = {
        name: value
        for name, value in vars(input).items()
        if name not in NOT_VALUES
        and value is not UNCHANGED
        and (value is not None or name in REMOVABLE)
    }
    if "meta" in changes:
        changes["meta"] = meta_changes(changes["meta"])
    if "seo" in changes:
        changes["seo"] = seo_changes(changes["seo"])
    if "format" in changes:
        changes["format"] = _format(changes["format"])
    if "author" in changes:  # of a page, which has one
        changes["authors"] = [changes.pop("author")]
    if changes.get("parent") is not None:
        changes["parent"] = id_of(changes["parent"], "Page", "parent")
    # null is a change, too: it is a translation of nothing then
    if changes.get("translation_of") is not None:
        name = GRAPHQL_TYPES[kind]
        changes["translation_of"] = id_of(changes["translation_of"], name, "translationOf")
    if "featured_image" in changes:
        media = changes.pop("featured_image")
        changes["featured_media"] = media and id_of(media, "Media", "featuredImage")
    return changes


def _format(format: ContentFormat) -> Format:
    if format not in FORMATS:  # TEXT and SOURCE are formats to read in, not to write in
        raise BadInput("Write HTML or MARKDOWN.", field=["format"])
    return FORMATS[format]
