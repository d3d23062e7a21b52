"""The base classes of all errors, and the rule by which each one states its code and message."""

from __future__ import annotations

from typing import Any, ClassVar

MAX_MESSAGE_LENGTH = 300


def shorten(message: str) -> str:
    """A message cut to MAX_MESSAGE_LENGTH characters: it may quote input, which may be long."""
    if len(message) <= MAX_MESSAGE_LENGTH:
        return message
    return message[: MAX_MESSAGE_LENGTH - 1] + "…"


class QuireError(Exception):
    """Something went wrong."""

    code: ClassVar[str] = "INTERNAL_SERVER_ERROR"
    status: ClassVar[int] = 500
    default_message: ClassVar[str] = "Something went wrong."

    def __init_subclass__(cls, *, code: str, status: int | None = None) -> None:
        """Every subclass names its code; its docstring's first line is its default message.

        The HTTP status is that of the parent class unless `status` replaces it. Raises TypeError
        for a class without a docstring, so that no error can reach a client without a sentence.
        """
        super().__init_subclass__()
        # type() sets __doc__ to None in a class without one: it is never inherited
        if not cls.__doc__:
            raise TypeError(f"{cls.__name__} has no docstring: its first line is the message")
        cls.code = code
        cls.default_message = cls.__doc__.splitlines()[0]
        if status is not None:
            cls.status = status

    def __init__(self, message: str | None = None, **extensions: object) -> None:
        """`message` replaces the default one; `extensions` are shown beside the code."""
        self.message = message or self.default_message
        self.extensions = extensions
        super().__init__(self.message)

    def __reduce__(self) -> tuple[Any, ...]:
        """For pickle, which would call the class with the message alone: some need more."""
        return _restored, (type(self), self.message, self.extensions)


def _restored(kind: type[QuireError], message: str, extensions: dict[str, object]) -> QuireError:
    error = kind.__new__(kind)
    QuireError.__init__(error, message, **extensions)
    return error


class Refused(QuireError, code="BAD_REQUEST", status=400):
    """The request was refused."""
