"""GraphQL documents for categories and tags."""

from __future__ import annotations

_ERRORS = "userErrors { code message field }"
_CATEGORY = "category { id slug uri name description postCount parent { slug } children { nodes { slug } } }"
_TAG = "tag { id slug uri name description postCount }"


def _document(name: str, input: str, fields: str) -> str:
    return f"mutation($input: {input}!) {{ {name}(input: $input) {{ {fields} {_ERRORS} }} }}"


CREATE_CATEGORY = _document("createCategory", "CreateCategoryInput", f"{_CATEGORY} version")
UPDATE_CATEGORY = _document("updateCategory", "UpdateCategoryInput", f"{_CATEGORY} version")
MERGE_CATEGORIES = _document("mergeCategories", "MergeCategoriesInput", f"{_CATEGORY} deletedIds")
DELETE_CATEGORY = _document("deleteCategory", "DeleteCategoryInput", "deletedId")
CREATE_TAG = _document("createTag", "CreateTagInput", f"{_TAG} version")
UPDATE_TAG = _document("updateTag", "UpdateTagInput", f"{_TAG} version")
MERGE_TAGS = _document("mergeTags", "MergeTagsInput", f"{_TAG} deletedIds")
DELETE_TAG = _document("deleteTag", "DeleteTagInput", "deletedId")
