"""Checks that every relative link and anchor in the Markdown pages leads somewhere."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote


FENCE = re.compile(r"^ {0,3}(```+|~~~+).*?^ {0,3}\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"!?\[(?:[^\[\]]|\[[^\]]*\])*\]\(\s*<?([^)\s>]+)>?[^)]*\)")
DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:\s*<?(\S+?)>?(?:\s.*)?$", re.MULTILINE)
HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.+?)\s*#*\s*$", re.MULTILINE)
HTML_ANCHOR = re.compile(r"""<[^>]+\s(?:id|name)=["']([^"']+)["']""")
NOT_OURS = {"node_modules", "media", "staticfiles"}
HTML_LINK = re.compile(r"""<(?:a|img)\s[^>]*(?:href|src)=["']([^"']+)["']""")


def broken_links(root: Path) -> list[str]:
    """Return one sentence for every link that leads nowhere, sorted by page."""
    return [
        sentence
        for page in pages(root)
        for sentence in _broken_on(page, root.resolve())
    ]


def pages(root: Path) -> list[Path]:
    """Return the Markdown files that git knows or would know; without git, all."""
    command = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.md"]
    try:
        listed = subprocess.run(
            ["git", *command], cwd=root, capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):  # no git, or no checkout
        return sorted(_ours(root))
    paths = (root / name for name in sorted(listed.split("\0")) if name)
    return [path for path in paths if path.is_file()]


def _ours(root: Path) -> Iterator[Path]:
    for path in root.rglob("*.md"):
        folders = path.relative_to(root).parts[:-1]
        if not any(name.startswith(".") or name in NOT_OURS for name in folders):
            yield path


def _broken_on(page: Path, root: Path) -> Iterator[str]:
    for target in _targets(page.read_text()):
        if re.match(r"[a-z][a-z0-9+.-]*:|//", target, re.IGNORECASE):
            continue
        place, _, anchor = target.partition("#")
        path = _resolve(page, unquote(place), root)
        told = f"{page.relative_to(root)}: {target}"
        if not path.exists():
            yield f"{told} names a file that is not there"
        elif not path.is_relative_to(root):
            yield f"{told} leads out of the repository"
        elif anchor and path.suffix == ".md" and anchor not in anchors(path):
            yield f"{told} names a heading that is not there"


def _resolve(page: Path, place: str, root: Path) -> Path:
    if not place:
        return page
    if place.startswith("/"):
        return (root / place.lstrip("/")).resolve()
    return (page.parent / place).resolve()


def _targets(text: str) -> list[str]:
    prose = CODE.sub("", FENCE.sub("", text))
    return [
        *LINK.findall(prose),
        *DEFINITION.findall(prose),
        *HTML_LINK.findall(prose),
    ]


def anchors(path: Path) -> set[str]:
    """Return the anchors of a page: its headings as code hosts spell them, and ids."""
    text = FENCE.sub("", path.read_text())
    found: set[str] = set(HTML_ANCHOR.findall(text))
    for heading in HEADING.findall(text):
        words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        slug = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        repeats = 0
        while (name := f"{slug}-{repeats}" if repeats else slug) in found:
            repeats += 1
        found.add(name)
    return found
