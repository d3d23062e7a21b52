"""One shape for all log lines, and nothing in them that people wrote in private."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from typing import Literal

import pytest

from gql import logs


def fail() -> None:
    password = "hunter2"
    raise ValueError(f"{len(password)} letters")


def write(log_format: Literal["console", "json"], level: str = "info") -> None:
    logs.configure(log_format, level)
    with logs.RequestId(b"r1"):
        logs.log.info("request", status=200)
        logs.log.debug("detail")
        logging.getLogger("uvicorn.error").warning("from %s", "uvicorn")
        try:
            fail()
        except ValueError as fault:
            logs.log.error("fault", exc_info=fault)


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


def test_our_lines_have_the_shape_of_those_of_libraries(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json", "info")
    with logs.RequestId(b"r1"):
        logs.log.info("said")
        logging.getLogger("uvicorn.error").info("said")
    [ours, of_library] = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert ours.keys() == of_library.keys()
    assert len(ours.pop("timestamp")) == len(of_library.pop("timestamp"))
    assert ours == of_library == {"event": "said", "level": "info", "request_id": "r1"}


@pytest.mark.parametrize("value", ["\ud800", "\0", "é", 2**70, {1: 2}, b"\xff", object()])
def test_a_line_for_machines_is_json_whatever_is_in_it(
    capsys: pytest.CaptureFixture[str], value: object
) -> None:
    logs.configure("json", "info")
    logs.log.error("odd", value=value)
    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line).keys() == {"event", "value", "level", "timestamp"}


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_when_nobody_reads_the_log_the_service_goes_on(
    log_format: Literal["console", "json"], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    with monkeypatch.context() as patched, suppress(BrokenPipeError), open(writing, "w") as stream:
        patched.setattr("sys.stderr", stream)
        logs.configure(log_format, "info")
        os.close(reading)
        for _ in range(2):
            logs.log.info("heard by nobody")
        went_on = True
    assert went_on


def test_requests_know_only_their_own_id() -> None:
    with logs.RequestId(b"outer"):
        with logs.RequestId(None) as given:
            assert logs.request_id() == given
            assert len(given) == 16
        assert logs.request_id() == "outer"
    assert logs.request_id() == "none"


def test_less_severe_lines_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    write("json", level="error")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["fault"]


def test_outside_of_a_request_there_is_no_id() -> None:
    assert logs.request_id() == "none"
