"""Word, Excel and PowerPoint files: looked into, refused in words, made into PDF."""

from __future__ import annotations

from core.office.checking import CheckedOffice, check_office
from core.office.converting import (
    CannotConvert,
    NoConverter,
    convert,
    find_converter,
)
from core.office.kinds import OfficeKind, looks_like_office
from core.office.left_out import LeftOut, LeftOutKind
from core.office.leftovers import remove_leftovers
from core.office.package import OfficeLimits


__all__ = [
    "CannotConvert",
    "CheckedOffice",
    "LeftOut",
    "LeftOutKind",
    "NoConverter",
    "OfficeKind",
    "OfficeLimits",
    "check_office",
    "convert",
    "find_converter",
    "looks_like_office",
    "remove_leftovers",
]
