"""An Office file opened with distrust: an archive of parts, none read without a bound.

The format is ECMA-376-2 (Open Packaging Conventions).
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, NoReturn
from xml.parsers import expat  # nosec B407 # a part that declares a type is refused

from core.errors import RuleBroken
from core.office.kinds import MAIN_PARTS, OfficeKind, not_office


MEBIBYTE = 1024 * 1024
PIECE = 65_536
CONTENT_TYPES = "[Content_Types].xml"
READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
IS_LOCKED = 0x1
# What a text of a whole committee's papers never reaches, and a flood reaches at once.
FLOOD_RATIO = 200
FLOOD_BEGINS = 16 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class OfficeLimits:
    """How much one Office file may hold: bytes, parts, bytes unpacked, in all and each."""

    bytes_: int = 100 * MEBIBYTE
    parts: int = 10_000
    unpacked: int = 512 * MEBIBYTE
    part: int = 128 * MEBIBYTE


@dataclass(frozen=True, slots=True)
class Element:
    """The beginning or the end of an element, or the words between; names are local."""

    name: str = ""
    space: str = ""
    attributes: Mapping[str, str] | None = None
    text: str = ""

    @property
    def begins(self) -> bool:
        """Say whether the element begins here."""
        return self.attributes is not None

    def get(self, name: str) -> str:
        """Return an attribute by its local name, or nothing."""
        return (self.attributes or {}).get(name, "")


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another: the last word of its type, and where it is.

    `source` is the part that says so; the package itself is the empty name.
    """

    source: str
    kind: str
    target: str
    is_external: bool


class Package:
    """The parts of an Office file that may be read; made by `open_package`."""

    def __init__(self, archive: zipfile.ZipFile, allowed: OfficeLimits) -> None:
        self._archive = archive
        self._infos = _parts_of(archive, allowed)
        self._defaults: dict[str, str] = {}
        self._types: dict[str, str] = {}
        for element in self.elements(CONTENT_TYPES):
            kind = element.get("ContentType").strip().lower()
            if element.begins and element.name == "Default":
                self._defaults[element.get("Extension").lower()] = kind
            elif element.begins and element.name == "Override":
                self._types[element.get("PartName").lstrip("/").lower()] = kind

    @property
    def names(self) -> list[str]:
        """Return the names of all parts, in the order of the archive."""
        return list(self._infos)

    def type_of(self, name: str) -> str:
        """Return the content type of a part in lower case, or nothing."""
        ending = name.rpartition(".")[2].lower()
        return self._types.get(name.lower(), self._defaults.get(ending, ""))

    def of_type(self, words: str) -> list[str]:
        """Return the XML parts whose content type holds these words."""
        kinds = ((name, self.type_of(name)) for name in self._infos)
        return [name for name, kind in kinds if words in kind and kind.endswith("xml")]

    def kind(self) -> OfficeKind:
        """Return which program it belongs to, by its main part.

        Raises:
          RuleBroken: it is none of the three, or has macros by its type.
        """
        main = [
            one.target for one in self.relations("") if one.kind == "officedocument"
        ]
        kinds = [self.type_of(one) for one in main]
        if any("macroenabled" in one for one in kinds):
            raise macros()
        if len(kinds) != 1 or kinds[0] not in MAIN_PARTS or not self.has(main[0]):
            raise not_office()
        return MAIN_PARTS[kinds[0]]

    def has(self, name: str) -> bool:
        """Say whether there is a part of this name."""
        return name.lower() in {one.lower() for one in self._infos}

    def open(self, name: str) -> IO[bytes]:
        """Open a part; no more than its declared length is ever read."""
        return self._archive.open(self._infos[name])

    def elements(self, name: str) -> Iterator[Element]:
        """Yield the elements and words of an XML part, in order, while it is read.

        Raises:
          RuleBroken: it is not well formed, or declares a document type, which no
            Office program writes and by which a small part can unfold to a flood.
        """
        if name not in self._infos:
            raise broken()
        found: list[Element] = []
        parser = _parser(found)
        try:
            with self.open(name) as stream:
                while piece := stream.read(PIECE):
                    parser.Parse(piece, False)
                    yield from found
                    found.clear()
            parser.Parse(b"", True)
        except expat.ExpatError:
            raise broken() from None
        yield from found

    def relations(self, source: str) -> list[Relation]:
        """Return what a part says of others; of the package with the empty name."""
        folder, _, last = source.rpartition("/")
        name = posixpath.join(folder, "_rels", f"{last}.rels")
        if name not in self._infos:
            return []
        return [
            Relation(
                source,
                one.get("Type").rpartition("/")[2].lower(),
                _target(folder, one.get("Target")),
                one.get("TargetMode").lower() == "external",
            )
            for one in self.elements(name)
            if one.begins and one.name == "Relationship"
        ]

    def all_relations(self) -> Iterator[Relation]:
        """Yield what all parts say of others, whether or not anything leads to them."""
        for name in self._infos:
            folder, _, last = name.rpartition("/")
            if last.endswith(".rels") and posixpath.basename(folder) == "_rels":
                owner = posixpath.join(posixpath.dirname(folder), last[: -len(".rels")])
                yield from self.relations(owner)


def broken() -> RuleBroken:
    """Return the refusal of a file that is not built as Office files are."""
    return RuleBroken.because(
        "office_broken",
        "The file is damaged and cannot be opened. Open it in the program it was made "
        "with, save it once more and upload that, or save it as PDF.",
    )


def macros() -> RuleBroken:
    """Return the refusal of a file with programs in it."""
    return RuleBroken.because(
        "office_macros",
        "The file has macros. Save it as .docx, .xlsx or .pptx, which have none, or as "
        "PDF, and upload that.",
    )


def _swollen() -> RuleBroken:
    return RuleBroken.because(
        "office_swollen",
        "The file unpacks to far more than a paper can hold. Save it with smaller "
        "pictures, or as PDF, and upload that.",
    )


def _parts_of(
    archive: zipfile.ZipFile, allowed: OfficeLimits
) -> dict[str, zipfile.ZipInfo]:
    found: dict[str, zipfile.ZipInfo] = {}
    known: set[str] = set()
    infos = archive.infolist()
    if len(infos) > allowed.parts:
        raise _swollen()
    packed = unpacked = 0
    for info in infos:
        if info.is_dir():
            continue
        if info.flag_bits & IS_LOCKED or info.compress_type not in READABLE:
            raise broken()
        if not _is_plain(info.filename) or info.filename.lower() in known:
            raise broken()
        known.add(info.filename.lower())
        found[info.filename] = info
        packed += info.compress_size
        unpacked += info.file_size
        if info.file_size > allowed.part or unpacked > allowed.unpacked:
            raise _swollen()
    if unpacked > max(FLOOD_BEGINS, packed * FLOOD_RATIO):
        raise _swollen()
    return found


def _is_plain(name: str) -> bool:
    """Say whether a name stays inside the archive wherever it is unpacked."""
    steps = name.split("/")
    return bool(name) and "\\" not in name and not {"", ".", ".."} & set(steps)


def _target(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    return posixpath.normpath(posixpath.join(folder, target))


def _parser(found: list[Element]) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def begin(name: str, attributes: dict[str, str]) -> None:
        space, _, local = name.rpartition(" ")
        plain = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        found.append(Element(local, space, plain))

    def end(name: str) -> None:
        space, _, local = name.rpartition(" ")
        found.append(Element(local, space))

    def words(text: str) -> None:
        found.append(Element(text=text))

    def refuse(*_facts: object) -> NoReturn:
        raise broken()

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    parser.StartDoctypeDeclHandler = refuse
    return parser
