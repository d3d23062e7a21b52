"""All log lines have one shape, and none shows values of local variables."""

from __future__ import annotations

import json
import logging
import os
from contextlib import suppress
from typing import Literal

import pytest

from gql import logs


def fail() -> None:
    """Raise with a secret in a local variable, and the source line that sets it."""
    password = "hunter2"
    raise ValueError(f"{len(password)} letters")


def log_everything(log_format: Literal["console", "json"], level: str = "info") -> None:
    logs.configure(log_format, level)
    with logs.RequestIdScope(b"r1"):
        logs.log.info("request", status=200)
        logs.log.debug("detail")
        logging.getLogger("uvicorn.error").warning("from %s", "uvicorn")
        try:
            fail()
        except ValueError as fault:
            logs.log.error("fault", exc_info=fault)


def test_json_lines_have_the_id_of_the_request(
    capsys: pytest.CaptureFixture[str],
) -> None:
    log_everything("json")
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [line["event"] for line in lines] == ["request", "from uvicorn", "fault"]
    assert [line["level"] for line in lines] == ["info", "warning", "error"]
    assert {line["request_id"] for line in lines} == {"r1"}
    assert lines[0]["timestamp"].endswith("Z")
    assert lines[2]["exception"][0]["exc_value"] == "7 letters"


@pytest.mark.parametrize("level", ["debug", "info", "warning"])
def test_the_line_of_a_request_is_the_one_that_structlog_would_write(
    capsys: pytest.CaptureFixture[str], level: str
) -> None:
    values = {"operation": "\ud800", "status": 200, "request_id": "r1", "timestamp": "2026"}
    logs.configure("json", level)
    logs.write_request(values)
    written = capsys.readouterr().err
    logs.log.info("request", **values)
    assert written == capsys.readouterr().err
    assert bool(written) is (level != "warning")


def test_the_line_of_a_request_is_for_people_too(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("console", "info")
    logs.write_request({"status": 200, "request_id": "r1", "timestamp": "2026"})
    assert "status=200" in capsys.readouterr().err


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_traceback_shows_no_values_of_variables(
    capsys: pytest.CaptureFixture[str], log_format: Literal["console", "json"]
) -> None:
    log_everything(log_format)
    output = capsys.readouterr().err
    assert "ValueError" in output
    # the source line itself may be shown
    assert "hunter2" not in output.replace('password = "hunter2"', "").replace(
        'password = \\"hunter2\\"', ""
    )


def test_console_lines_have_the_same_content(capsys: pytest.CaptureFixture[str]) -> None:
    log_everything("console")
    output = capsys.readouterr().err
    for part in ("request", "status=200", "request_id=r1", "from uvicorn", "Traceback"):
        assert part in output


def test_our_lines_have_the_same_shape_as_those_of_libraries(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure("json", "info")
    with logs.RequestIdScope(b"r1"):
        logs.log.info("hello")
        logging.getLogger("uvicorn.error").info("hello")
    [ours, of_library] = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert ours.keys() == of_library.keys()
    assert len(ours.pop("timestamp")) == len(of_library.pop("timestamp"))
    assert ours == of_library == {"event": "hello", "level": "info", "request_id": "r1"}


# orjson refuses some of these, and json others
@pytest.mark.parametrize("value", ["\ud800", "\0", "é", 2**70, {1: 2}, b"\xff", object()])
def test_a_json_line_is_json_whatever_its_values(
    capsys: pytest.CaptureFixture[str], value: object
) -> None:
    logs.configure("json", "info")
    logs.log.error("odd", value=value)
    [line] = capsys.readouterr().err.splitlines()
    assert json.loads(line).keys() == {"event", "value", "level", "timestamp"}


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_closed_pipe_does_not_stop_the_service(
    log_format: Literal["console", "json"], monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = os.pipe()
    with monkeypatch.context() as patched, suppress(BrokenPipeError), open(writing, "w") as stream:
        patched.setattr("sys.stderr", stream)
        logs.configure(log_format, "info")
        os.close(reading)
        for _ in range(2):  # the first write after the close may still succeed
            logs.log.info("read by nobody")
        went_on = True
    assert went_on


def test_each_request_has_its_own_id() -> None:
    with logs.RequestIdScope(b"outer"):
        with logs.RequestIdScope(None) as id:
            assert logs.request_id() == id
            assert len(id) == 16
        assert logs.request_id() == "outer"
    assert logs.request_id() == "none"


def test_less_severe_lines_are_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    log_everything("json", level="error")
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["fault"]


def test_outside_of_a_request_the_id_is_none() -> None:
    assert logs.request_id() == "none"
