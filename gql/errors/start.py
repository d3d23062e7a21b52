"""Errors that end the process: the service or a command cannot start."""

from __future__ import annotations

from gql.errors.quire_error import QuireError


class StartError(QuireError, code="START_ERROR"):
    """The service cannot start."""


class InputRefused(StartError, code="INPUT_REFUSED"):
    """The file was refused."""
