"""The inputs, the payloads and the mutations of categories and tags."""

from __future__ import annotations

import strawberry

from gql import engine
from gql.content.draft import TermKind
from gql.content.idempotency import IDEMPOTENCY_REFUSALS
from gql.content.terms.merge_and_delete import MAX_MERGED, MERGE_REFUSALS
from gql.content.terms.save import MAX_DESCRIPTION_LENGTH, TERM_REFUSALS
from gql.mutations.declare import mutation_of
from gql.mutations.deleted import DeletePayload
from gql.mutations.entry_input import UNCHANGED, ExpectedVersion
from gql.mutations.meta_input import META, NEW_META, MetaInput
from gql.mutations.payload import Payload, payload
from gql.mutations.seo_input import SEO_INPUT, SeoInput
from gql.mutations.term_mutation import create_term, delete_term, merge_terms, update_term
from gql.mutations.text_bounds import at_most
from gql.mutations.user_error import error_type
from gql.types.term import Category, Tag

_NAME = "The name, as plain text. No other category with the same parent may have it."
_TAG_NAME = "The name, as plain text. No other tag may have it."
_SLUG = (
    "The last segment of its path; a number is added where it is taken. Without it, one is made of "
    "the name."
)
_NEW_SLUG = (
    "The last segment of its path; a number is added where it is taken. The former path answers "
    "301. Null: derived from the name again."
)
_DESCRIPTION = "What it is about, as plain text: 20,000 characters at most."
_PARENT = "The global id of the category above it."
_INTO = "The global id of the one that stays."
_FROM = f"Global ids of those that are merged into it, {MAX_MERGED} at most."
_REFUSALS = (*TERM_REFUSALS, *IDEMPOTENCY_REFUSALS)
_VERSION = "The number of its newest version: give it as expectedVersion."
_MERGES = (
    "Who saves a post with the slug or the name of another means it, and the paths of the others "
    "answer 301. Sent again, it changes nothing."
)
_LONG = at_most(MAX_DESCRIPTION_LENGTH)
_FEW = at_most(items=MAX_MERGED)


@strawberry.input
class NewTerm:
    """Fields of CreateCategoryInput and CreateTagInput."""

    name: str = strawberry.field(description=_NAME)
    slug: str | None = strawberry.field(default=UNCHANGED, description=_SLUG)
    description: str | None = strawberry.field(
        default=UNCHANGED, description=_DESCRIPTION, metadata=_LONG
    )
    meta: list[MetaInput] | None = strawberry.field(default=UNCHANGED, description=NEW_META)
    seo: SeoInput | None = strawberry.field(default=UNCHANGED, description=SEO_INPUT)
    idempotency_key: str | None = strawberry.field(
        default=None,
        description="Any text of your own, such as a UUID. The same key within 24 hours answers "
        "what was made with it, and makes nothing else.",
    )


@strawberry.input
class TermId:
    """The category or tag that a mutation changes."""

    id: strawberry.ID = strawberry.field(description="Its global id.")


@strawberry.input
class TermUpdate(TermId, ExpectedVersion):
    """Fields of UpdateCategoryInput and UpdateTagInput."""

    name: str | None = strawberry.field(default=UNCHANGED, description=_NAME)
    slug: str | None = strawberry.field(default=UNCHANGED, description=_NEW_SLUG)
    description: str | None = strawberry.field(
        default=UNCHANGED, description=f"{_DESCRIPTION} Null: none.", metadata=_LONG
    )
    meta: list[MetaInput] | None = strawberry.field(default=UNCHANGED, description=META)
    seo: SeoInput | None = strawberry.field(default=UNCHANGED, description=SEO_INPUT)


@strawberry.input(description="A new category of posts, at the top or below another.")
class CreateCategoryInput(NewTerm):
    parent: strawberry.ID | None = strawberry.field(default=UNCHANGED, description=_PARENT)


@strawberry.input(description="A new tag.")
class CreateTagInput(NewTerm):
    """The input of createTag: a tag has no parent."""

    name: str = strawberry.field(description=_TAG_NAME)


@strawberry.input(description="What changes of a category; what is left out stays as it is.")
class UpdateCategoryInput(TermUpdate):
    parent: strawberry.ID | None = strawberry.field(
        default=UNCHANGED, description=f"{_PARENT} Null: it stands at the top."
    )


@strawberry.input(description="What changes of a tag; what is left out stays as it is.")
class UpdateTagInput(TermUpdate):
    """The input of updateTag: a tag has no parent."""

    name: str | None = strawberry.field(default=UNCHANGED, description=_TAG_NAME)


@strawberry.input(description="Categories that become one.")
class MergeCategoriesInput:
    into: strawberry.ID = strawberry.field(description=_INTO)
    from_: list[strawberry.ID] = strawberry.field(name="from", description=_FROM, metadata=_FEW)


@strawberry.input(description="Tags that become one.")
class MergeTagsInput:
    into: strawberry.ID = strawberry.field(description=_INTO)
    from_: list[strawberry.ID] = strawberry.field(name="from", description=_FROM, metadata=_FEW)


@strawberry.input(description="The category to delete.")
class DeleteCategoryInput(TermId):
    """The input of deleteCategory: which one."""


@strawberry.input(description="The tag to delete.")
class DeleteTagInput(TermId):
    """The input of deleteTag: which one."""


@payload(
    description="The category after the change, or why the change was refused.",
    errors=error_type("Category", _REFUSALS),
)
class CategoryPayload(Payload):
    category: Category | None = engine.to_one("term_id", "The category.")
    version: int | None = strawberry.field(description=_VERSION)


@payload(
    description="The tag after the change, or why the change was refused.",
    errors=error_type("Tag", _REFUSALS),
)
class TagPayload(Payload):
    tag: Tag | None = engine.to_one("term_id", "The tag.")
    version: int | None = strawberry.field(description=_VERSION)


@payload(
    description="The category that stays, or why nothing was merged.",
    errors=error_type("MergeCategories", MERGE_REFUSALS),
)
class MergeCategoriesPayload(Payload):
    category: Category | None = engine.to_one("term_id", "The category that stays.")
    deleted_ids: list[strawberry.ID] = strawberry.field(
        description="The global ids of those that are gone: remove them from a cache."
    )


@payload(
    description="The tag that stays, or why nothing was merged.",
    errors=error_type("MergeTags", MERGE_REFUSALS),
)
class MergeTagsPayload(Payload):
    tag: Tag | None = engine.to_one("term_id", "The tag that stays.")
    deleted_ids: list[strawberry.ID] = strawberry.field(
        description="The global ids of those that are gone: remove them from a cache."
    )


_CATEGORY, _TAG = TermKind.CATEGORY, TermKind.TAG
create_category = mutation_of(
    "create_category",
    CreateCategoryInput,
    CategoryPayload,
    create_term(_CATEGORY, CategoryPayload),
    "Creates a category, which readers see at once. For editors.",
)
update_category = mutation_of(
    "update_category",
    UpdateCategoryInput,
    CategoryPayload,
    update_term(_CATEGORY, CategoryPayload),
    "Changes a category, and shows it to readers where only drafts had it. For editors.",
)
merge_categories = mutation_of(
    "merge_categories",
    MergeCategoriesInput,
    MergeCategoriesPayload,
    merge_terms(_CATEGORY, MergeCategoriesPayload),
    "Merges categories into one, which gets the posts and menu items of all, and the categories "
    f"below them. {_MERGES} For editors.",
)
delete_category = mutation_of(
    "delete_category",
    DeleteCategoryInput,
    DeletePayload,
    delete_term(_CATEGORY),
    "Deletes a category. Its posts stay, without it; the categories below it move up to its "
    "parent; menu items that led to it are left out, and its path answers 404. For editors.",
)
create_tag = mutation_of(
    "create_tag",
    CreateTagInput,
    TagPayload,
    create_term(_TAG, TagPayload),
    "Creates a tag, which readers see at once. For editors.",
)
update_tag = mutation_of(
    "update_tag",
    UpdateTagInput,
    TagPayload,
    update_term(_TAG, TagPayload),
    "Changes a tag, and shows it to readers where only drafts had it. For editors.",
)
merge_tags = mutation_of(
    "merge_tags",
    MergeTagsInput,
    MergeTagsPayload,
    merge_terms(_TAG, MergeTagsPayload),
    f"Merges tags into one, which gets the posts and menu items of all. {_MERGES} For editors.",
)
delete_tag = mutation_of(
    "delete_tag",
    DeleteTagInput,
    DeletePayload,
    delete_term(_TAG),
    "Deletes a tag. Its posts stay, without it; menu items that led to it are left out, and its "
    "path answers 404. For editors.",
)
