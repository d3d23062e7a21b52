"""The demo publication of gql/demo, loaded once and brought up to date at every later start.

May import what the importers may. Never another source's format.
"""
