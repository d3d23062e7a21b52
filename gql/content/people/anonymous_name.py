"""The word for a guest who gave no name, in the language of the publication."""

from __future__ import annotations

_WORDS = {
    "ar": "مجهول",
    "cs": "Anonymní",
    "da": "Anonym",
    "de": "Anonym",
    "el": "Ανώνυμος",
    "es": "Anónimo",
    "fi": "Nimetön",
    "fr": "Anonyme",
    "he": "אנונימי",
    "hu": "Névtelen",
    "it": "Anonimo",
    "ja": "匿名",
    "ko": "익명",
    "nb": "Anonym",
    "nl": "Anoniem",
    "nn": "Anonym",
    "no": "Anonym",
    "pl": "Anonim",
    "pt": "Anónimo",
    "pt-br": "Anônimo",
    "ro": "Anonim",
    "ru": "Аноним",
    "sv": "Anonym",
    "tr": "Anonim",
    "uk": "Анонім",
    "vi": "Ẩn danh",
    "zh": "匿名",
}


def anonymous_name(language: str) -> str:
    """The word in this language (a BCP 47 tag), or in English if there is none for it here."""
    tag = language.lower()
    return _WORDS.get(tag) or _WORDS.get(tag.partition("-")[0], "Anonymous")
