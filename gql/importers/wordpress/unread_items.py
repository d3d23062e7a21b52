"""Items that are neither posts, pages, files nor menus: why each type has no place here."""

from __future__ import annotations

_DESIGN = "of the theme's design"
_OF_WORDPRESS = "WordPress's own notes"
_REASONS = {
    "wp_block": "its text stands in the posts and pages that use it",
    "wp_template": _DESIGN,
    "wp_template_part": _DESIGN,
    "wp_global_styles": _DESIGN,
    "wp_font_family": _DESIGN,
    "wp_font_face": _DESIGN,
    "custom_css": _DESIGN,
    "customize_changeset": _OF_WORDPRESS,
    "oembed_cache": _OF_WORDPRESS,
    "user_request": _OF_WORDPRESS,
    "revision": "an older version of a post or page",
}
_OTHER = "of a plugin's or theme's own type"


def reason_for(post_type: str) -> str:
    """Why an item of this type is not imported."""
    return _REASONS.get(post_type, _OTHER)
