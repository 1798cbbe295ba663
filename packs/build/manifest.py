"""What a copy was made of: enough to make the same bytes again, and to be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType, UnionType
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

from packs import values
from packs.build.earlier import Earlier
from packs.build.edition import Edition
from packs.rules.note import Held
from packs.rules.plan import PackPlan
from packs.rules.script import Script
from packs.values import PaperVersionId, TwinId


# Raised whenever the same facts would give other bytes.
ENGINE = 3
# Where they lie on this machine is no part of what a copy is.
FILES = frozenset({"files", "twin_files"})
TOOLS = ("pikepdf", "typst", "ttf-opensans")


NO_TWINS: Mapping[TwinId, Path] = MappingProxyType({})


def manifest_of(
    edition: Mapping[str, Any], plan: PackPlan, reader: str
) -> dict[str, Any]:
    """Write down, as JSON, what a copy is made of, what it withholds and why.

    `edition` is the edition as `plain` writes it.
    """
    return {
        "reader": reader,
        "pages": plan.pages,
        **plain(plan),
        "edition": edition,
        "engine": ENGINE,
        "tools": tools(),
    }


def read_manifest(
    manifest: Mapping[str, Any],
    files: Mapping[PaperVersionId, Path],
    twin_files: Mapping[TwinId, Path] = NO_TWINS,
) -> tuple[Edition, PackPlan, str]:
    """Read the edition, the plan and the reader back; `files` say where papers lie."""
    edition = restore(Edition, {**manifest["edition"], "files": {}})
    plan = restore(PackPlan, manifest)
    found = replace(edition, files=dict(files), twin_files=dict(twin_files))
    return found, plan, str(manifest["reader"])


def read_earlier(manifest: Mapping[str, Any]) -> Earlier | None:
    """Read back what a copy is a supplement to; None if it is none."""
    found = manifest.get("earlier")
    return None if found is None else restore(Earlier, found)


def read_held(manifest: Mapping[str, Any]) -> Held:
    """Read back what the reader of a supplement had of what went out before."""
    found: Held = restore(Held, manifest.get("held", {}))
    return found


def scripted(script: Script | None) -> dict[str, Any]:
    """Write down, as JSON, what a manifest has besides for a chair's copy."""
    return {} if script is None else {"script": plain(script)}


def read_script(manifest: Mapping[str, Any]) -> Script | None:
    """Read back the script of a chair's copy; None for all others."""
    found = manifest.get("script")
    return None if found is None else restore(Script, found)


@cache
def tools() -> dict[str, str]:
    """Name the versions on which the bytes of a copy depend."""
    import pikepdf

    found = {name: version(name) for name in TOOLS}
    return {**found, "qpdf": pikepdf.__libqpdf_version__}


def plain(value: Any) -> Any:
    """Turn facts into JSON; paths are left out, since they differ between machines."""
    if is_dataclass(value) and not isinstance(value, type):
        named = {each.name: getattr(value, each.name) for each in fields(value)}
        return {name: plain(part) for name, part in named.items() if name not in FILES}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in sorted(value.items())}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def restore(kind: Any, found: Any) -> Any:
    """Turn JSON back into facts of a kind."""
    if isinstance(kind, NewType):
        return restore(kind.__supertype__, found)
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        wanted = next(each for each in inside if each is not type(None))
        return None if found is None else restore(wanted, found)
    if origin is tuple:
        kinds = inside if inside[-1] is not Ellipsis else (inside[0],) * len(found)
        return tuple(restore(*pair) for pair in zip(kinds, found, strict=True))
    if origin is not None:
        return {
            restore(inside[0], key): restore(inside[1], part)
            for key, part in found.items()
        }
    if is_dataclass(kind):
        return _restored(kind, found)
    return kind(found)


def _restored(kind: Any, found: Any) -> Any:
    kinds = _kinds_of(kind)
    return kind(
        **{name: restore(kinds[name], found[name]) for name in kinds if name in found}
    )


@cache
def _kinds_of(kind: Any) -> dict[str, Any]:
    # Some names are imported for type checking only.
    known = {**vars(values), "Mapping": Mapping, "Path": Path}
    hints = get_type_hints(kind, localns=known)
    return {each.name: hints[each.name] for each in fields(kind)}
