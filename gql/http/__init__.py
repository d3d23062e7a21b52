"""Bytes in, bytes out: HTTP and GraphQL over HTTP.

May import Starlette, uvicorn's protocol, operation/ and the ground.
Names no GraphQL type and no table; decides nothing about a publication.
"""
