"""The input of what is written for search engines, which several mutations share."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import strawberry
from strawberry import UNSET

from gql.content.seo import MAX_DESCRIPTION, MAX_TITLE
from gql.mutations.input_id import id_of
from gql.mutations.text_bounds import at_most
from gql.types.seo import TwitterCard

SEO_INPUT = (
    "What is written for search engines and link previews. Null: nothing, and all of it is made of "
    "the thing itself."
)
_COLUMNS = {"image": "image_id"}  # where the column has another name
_TITLE = "Plain text, 300 characters at most."
_DESCRIPTION = "Plain text, 1,000 characters at most."


@strawberry.input(
    description="What changes for search engines and link previews; what is left out stays as it "
    "is. Null takes a value away: what stands for it is made of the thing itself."
)
class SeoInput:
    title: str | None = strawberry.field(
        default=UNSET, description=f"The title element. {_TITLE}", metadata=at_most(MAX_TITLE)
    )
    description: str | None = strawberry.field(
        default=UNSET,
        description=f"The description. {_DESCRIPTION}",
        metadata=at_most(MAX_DESCRIPTION),
    )
    canonical_url: str | None = strawberry.field(
        default=UNSET,
        description="The address of the page that this one is the same as, with https:// or "
        "http://.",
    )
    is_indexed: bool | None = strawberry.field(
        default=UNSET, description="False: search engines are asked not to show it."
    )
    image: strawberry.ID | None = strawberry.field(
        default=UNSET,
        description="The picture of link previews: the global id of a Media that readers can see.",
    )
    open_graph_title: str | None = strawberry.field(
        default=UNSET,
        description=f"The title of link previews. {_TITLE}",
        metadata=at_most(MAX_TITLE),
    )
    open_graph_description: str | None = strawberry.field(
        default=UNSET,
        description=f"The description of link previews. {_DESCRIPTION}",
        metadata=at_most(MAX_DESCRIPTION),
    )
    twitter_card: TwitterCard | None = strawberry.field(
        default=UNSET, description="How large a preview on X is."
    )


def seo_changes(given: SeoInput | None) -> dict[str, Any]:
    """What an input changes, by the names of the columns. Raises BadInput."""
    if given is None:
        return {_COLUMNS.get(one.name, one.name): None for one in fields(SeoInput)}
    changes = {
        _COLUMNS.get(name, name): value for name, value in vars(given).items() if value is not UNSET
    }
    if changes.get("image_id") is not None:
        changes["image_id"] = id_of(changes["image_id"], "Media", "seo", "image")
    if changes.get("twitter_card") is not None:
        changes["twitter_card"] = changes["twitter_card"].name
    return changes
