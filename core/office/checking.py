"""Check an uploaded Word, Excel or PowerPoint file, and write what is converted."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from core.errors import RuleBroken
from core.office.kinds import OfficeKind, refuse_by_first_bytes
from core.office.left_out import LeftOut, find_left_out
from core.office.package import MEBIBYTE, OfficeLimits, Package, broken
from core.office.refusals import refuse_what_acts


# What a file that is not built as it should be makes a reader of it trip over.
DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError)
TEMPLATE_KIND = b"attachedTemplate"


@dataclass(frozen=True, slots=True)
class CheckedOffice:
    """What is known of an Office file; `sha256` and `size_bytes` as it was uploaded."""

    kind: OfficeKind
    sha256: str
    size_bytes: int
    left_out: tuple[LeftOut, ...]


def check_office(
    upload: Path, *, into: Path | None = None, limits: OfficeLimits | None = None
) -> CheckedOffice:
    """Check an Office file; `into` receives a copy that may be given to a converter.

    The copy is written part by part with the lengths that were checked, so that no
    second reading of the same archive can see anything else, and without the link to
    the template, which a converter would follow.

    Raises:
      RuleBroken: the file is empty, too large, locked, old, damaged, swollen, or holds
        macros, objects, links or tracked changes; the sentence says what to do.
    """
    allowed = limits or OfficeLimits()
    size = _refuse_by_size(upload, allowed)
    refuse_by_first_bytes(upload)
    try:
        with zipfile.ZipFile(upload) as archive:
            package = Package(archive, allowed)
            kind = package.kind()
            refuse_what_acts(package, kind)
            left_out = find_left_out(package, kind)
            if into is not None:
                _write_anew(package, into)
    except DAMAGE as damage:
        raise broken() from damage
    with upload.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return CheckedOffice(kind, digest, size, left_out)


def _refuse_by_size(upload: Path, allowed: OfficeLimits) -> int:
    size = upload.stat().st_size
    if size == 0:
        raise RuleBroken.because("office_empty", "The file is empty.")
    if size > allowed.bytes_:
        raise RuleBroken.because(
            "office_too_large",
            f"The file is larger than {allowed.bytes_ // MEBIBYTE} MB. Save it with "
            "smaller pictures, or as PDF, and upload that.",
        )
    return size


def _write_anew(package: Package, into: Path) -> None:
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in package.names:
            part = zipfile.ZipInfo(name)
            part.compress_type = zipfile.ZIP_DEFLATED
            if name.endswith(".rels"):
                copy.writestr(part, _without_template(package, name))
                continue
            with package.open(name) as source, copy.open(part, "w") as target:
                shutil.copyfileobj(source, target)


def _without_template(package: Package, name: str) -> bytes:
    """Return the relations of a part; the template is said to be there no more."""
    with package.open(name) as source:
        kept = source.read()
    if TEMPLATE_KIND not in kept:
        return kept
    from xml.sax.saxutils import quoteattr

    lines = [
        "<Relationship "
        + " ".join(
            f"{key}={quoteattr(one.get(key))}"
            for key in ("Id", "Type", "Target", "TargetMode")
            if one.get(key)
        )
        + "/>"
        for one in package.elements(name)
        if one.begins
        and one.name == "Relationship"
        and not one.get("Type").lower().endswith("/attachedtemplate")
    ]
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    made = f'<Relationships xmlns="{space}">{"".join(lines)}</Relationships>'
    return made.encode()
