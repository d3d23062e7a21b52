"""What is changed, is changed over HTTP."""

from tests.mutations.writing import desk
from tests.site import site

__all__ = ["desk", "site"]
