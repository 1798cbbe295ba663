"""The three kinds of Office file that are taken, and how a file tells its kind."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from core.errors import RuleBroken


ZIP = "application/zip"
SNIFFED_BYTES = 8192
ARCHIVE_BEGINS = b"PK\x03\x04"
OLD_BEGINS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An Office file with a password is an archive inside the older container; the name of
# its one part stands in the container's folder. [MS-OFFCRYPTO] 2.3.4.4.
LOCKED_PART = "EncryptedPackage".encode("utf-16-le")


class OfficeKind(StrEnum):
    """What program a paper was written in; the value is the ending of its name."""

    WORD = "docx"
    EXCEL = "xlsx"
    POWERPOINT = "pptx"

    @property
    def label(self) -> str:
        """Return the name by which authors know the program."""
        return {"docx": "Word", "xlsx": "Excel", "pptx": "PowerPoint"}[self.value]


# Content types of the main part of each kind. ECMA-376-1, 11.3.10, 12.3.23, 13.3.6.
_FAMILY = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    f"{_FAMILY}wordprocessingml.document.main+xml": OfficeKind.WORD,
    f"{_FAMILY}spreadsheetml.sheet.main+xml": OfficeKind.EXCEL,
    f"{_FAMILY}presentationml.presentation.main+xml": OfficeKind.POWERPOINT,
}
MIMES = {
    f"{_FAMILY}wordprocessingml.document",
    f"{_FAMILY}spreadsheetml.sheet",
    f"{_FAMILY}presentationml.presentation",
    ZIP,
}


def looks_like_office(start: bytes) -> bool:
    """Say whether a file whose first bytes are these is to be checked as Office file.

    True for the older formats as well, so that they are refused by their names.
    """
    return start.startswith((ARCHIVE_BEGINS, OLD_BEGINS))


def refuse_by_first_bytes(upload: Path) -> None:
    """Let through what both sniffers take for an archive such as Office writes.

    Raises:
      RuleBroken: it is locked with a password, of an older format, or no Office file.
    """
    # Two opinions: each alone can be led astray by a few well-placed bytes.
    import filetype
    import puremagic

    with upload.open("rb") as file:
        start = file.read(SNIFFED_BYTES)
    if start.startswith(OLD_BEGINS):
        raise _locked() if LOCKED_PART in upload.read_bytes() else _too_old()
    try:
        second = {guess.mime_type for guess in puremagic.magic_string(start)}
    except (puremagic.PureError, ValueError):
        second = set()
    if filetype.guess_mime(start) not in MIMES or ZIP not in second:
        raise not_office()


def not_office() -> RuleBroken:
    """Return the refusal of what is neither Word, Excel nor PowerPoint."""
    return RuleBroken.because(
        "office_unknown",
        "The file is not a Word, Excel or PowerPoint file, whatever its name says. Save "
        "the paper as .docx, .xlsx or .pptx, or as PDF, and upload that.",
    )


def _locked() -> RuleBroken:
    return RuleBroken.because(
        "office_encrypted",
        "The file is locked with a password. Take the password off (File, Info, Protect "
        "document), save it and upload that.",
    )


def _too_old() -> RuleBroken:
    return RuleBroken.because(
        "office_old",
        "The file is of a format from before 2007, such as .doc, .xls or .ppt. Save it as "
        ".docx, .xlsx or .pptx, or as PDF, and upload that.",
    )
