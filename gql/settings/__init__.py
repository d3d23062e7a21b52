"""The settings of the service, from environment variables that begin with QUIRE_.

model has every setting with its default and meaning; environment reads and explains them.

May import pydantic and errors. Never reads a file, and never decides what a setting is used for.
"""

from gql.settings.environment import load, unknown_variables, variable_name
from gql.settings.model import PREFIX, Settings
from gql.settings.texts import OWN_ISSUER

__all__ = ["OWN_ISSUER", "PREFIX", "Settings", "load", "unknown_variables", "variable_name"]
