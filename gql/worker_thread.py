"""A thread beside the event loop, for what takes the processor long: large documents and answers.

The interpreter switches between the two every few milliseconds, so the loop goes on meanwhile. One
thread for the whole process: with more of them the loop would get a smaller share.
"""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_THREAD = ThreadPoolExecutor(1, "beside the loop")


async def run_beside_loop(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The value of function(*args, **kwargs), or what it raises.

    It sees the context variables of the caller, whose cancellation ends the wait, not the work.
    """
    run = partial(contextvars.copy_context().run, function, *args, **kwargs)
    return await asyncio.get_running_loop().run_in_executor(_THREAD, run)


async def run_now(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The same in the thread of the caller: for what is known to be short."""
    return function(*args, **kwargs)
