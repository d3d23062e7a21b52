"""One shape for all log lines, and nothing in them that people wrote in private."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Literal

import pytest
import structlog

from gql import telemetry


@pytest.fixture(autouse=True)
def _everything_as_before() -> Iterator[None]:
    handlers, level = logging.root.handlers, logging.root.level
    yield
    logging.root.handlers, logging.root.level = handlers, level
    structlog.reset_defaults()


def fail() -> None:
    password = "hunter2"  # noqa: S105
    raise ValueError(f"{len(password)} letters")


def write(log_format: Literal["console", "json"], level: str = "info") -> None:
    telemetry.configure(log_format, level)
    with telemetry.request("r1"):
        telemetry.log.info("request", status=200)
        telemetry.log.debug("detail")
        logging.getLogger("uvicorn.error").warning("from %s", "uvicorn")
        try:
            fail()
        except ValueError as fault:
            telemetry.log.error("fault", exc_info=fault)


def test_lines_for_machines_are_json_with_the_id_of_the_request(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write("json")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["request", "from uvicorn", "fault"]
    assert [line["level"] for line in lines] == ["info", "warning", "error"]
    assert {line["request_id"] for line in lines} == {"r1"}
    assert lines[0]["timestamp"].endswith("Z")
    assert lines[2]["exception"][0]["exc_value"] == "7 letters"


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_traceback_shows_no_values(
    capsys: pytest.CaptureFixture[str], log_format: Literal["console", "json"]
) -> None:
    write(log_format)
    written = capsys.readouterr().err
    assert "ValueError" in written
    assert "hunter2" not in written.replace('password = "hunter2"', "").replace(
        'password = \\"hunter2\\"', ""
    )


def test_lines_for_people_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    write("console")
    written = capsys.readouterr().err
    for part in ("request", "status=200", "request_id=r1", "from uvicorn", "Traceback"):
        assert part in written


def test_less_severe_lines_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    write("json", level="error")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["fault"]


def test_outside_of_a_request_there_is_no_id() -> None:
    assert telemetry.request_id() == "none"
