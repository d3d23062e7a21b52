"""Quire: a headless GraphQL content service. Its rooms import each other downwards only."""

__version__ = "0.1.0"
