"""A time that a function hands on as it comes."""

from __future__ import annotations

from datetime import datetime

# plans read it as text within lists: a record with a timestamp in it takes asyncpg longer to decode
# than all else of a short list together
Moment = datetime | str
"""A parameter, and the result, of functions that choose among times and compute with none."""
