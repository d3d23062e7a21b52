"""Until the rules of the site were read after they may have changed, no answer is certain."""

from __future__ import annotations

import pytest

from gql.content.site.site_rules import DEFAULTS
from gql.db import FailingReader
from gql.errors import DatabaseBusy
from gql.followed_site import FollowedSite
from tests.changes.followed import following, until
from tests.conftest import execute


async def test_a_reading_that_fails_leaves_answers_uncertain(empty_database: str) -> None:
    async with following(empty_database) as (database, stream, told):
        site = FollowedSite(DEFAULTS, FailingReader(DatabaseBusy()), stream)
        with pytest.raises(DatabaseBusy):
            await site.follow()
        assert site.is_due
        assert not stream.is_current
        site = FollowedSite(DEFAULTS, database.reader, stream)
        await execute(empty_database, "update site set anonymous_name = 'Nobody'")
        await site.follow()
        assert site.anonymous_name == "Nobody"
        assert told.words[-1] == "forget_all"  # what was answered by the name before
        assert not site.is_due
        await until(lambda: stream.is_current)
