"""Quire: a headless GraphQL content service."""

__version__ = "0.1.0"
