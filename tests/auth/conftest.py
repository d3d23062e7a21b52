"""The fixture `site`: a service with one account."""

from tests.http_site import site

__all__ = ["site"]
