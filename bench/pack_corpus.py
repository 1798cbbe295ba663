"""The papers of a large meeting, invented: written, scanned, made by an office suite.

Forty files of 29 pages are 1,160 pages and about 13 MB. What a word processor writes
is imitated: tagged text with a table and a picture on every page, uncompressed the way
such programs leave their structure trees. Each goes through what an upload goes through.
"""

from __future__ import annotations

import hashlib
import io
import random
from pathlib import Path
from typing import TYPE_CHECKING

from core.documents import render
from packs.build.edition import AgendaLine, CoverFacts, Edition
from packs.rules.plan import ItemFacts, PaperFacts
from packs.values import ItemId, PaperId, PaperVersionId


if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEMPLATE = "bench/paper.typ"
PAGES = 29
# Of ten files: five were written, three scanned, two came from an office suite.
KINDS = "wwosw swows".replace(" ", "")


def written(number: int, pages: int) -> bytes:
    """Return a tagged report of text and tables."""
    return _typeset(number, pages, pictures=False)


def from_an_office(number: int, pages: int) -> bytes:
    """Return a tagged report with pictures, saved as office suites save: plainly."""
    import pikepdf

    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(_typeset(number, pages, pictures=True))) as pdf:
        pdf.save(made, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return made.getvalue()


def scanned(number: int, pages: int, *, width: int = 620) -> bytes:
    """Return pictures of pages, as a copier sends them; wider ones weigh more."""
    from PIL import Image

    grain = random.Random(number)
    size = (width, width * 141 // 100)
    pictures = []
    for _ in range(pages):
        small = Image.frombytes("L", (64, 90), grain.randbytes(64 * 90))
        pictures.append(small.resize(size))
    made = io.BytesIO()
    pictures[0].save(made, "PDF", save_all=True, append_images=pictures[1:], quality=60)
    return made.getvalue()


MAKERS: dict[str, Callable[[int, int], bytes]] = {
    "w": written,
    "s": scanned,
    "o": from_an_office,
}


def papers(folder: Path, files: int, pages: int = PAGES) -> list[Path]:
    """Write so many papers of so many pages each into a folder.

    Beside each lies the file as it was uploaded: `as_uploaded` says where.
    """
    made = []
    for number in range(files):
        make = MAKERS[KINDS[number % len(KINDS)]]
        path = folder / f"paper-{number:03}.pdf"
        content = make(number, pages)
        _upload(content, path)
        as_uploaded(path).write_bytes(content)
        made.append(path)
    return made


def as_uploaded(paper: Path) -> Path:
    """Return where the file of a paper lies as it was before anything was done to it."""
    return paper.with_suffix(".uploaded")


def scans(folder: Path, megabytes: int) -> list[Path]:
    """Write scans into a folder until they weigh so many megabytes in all."""
    made: list[Path] = []
    weight = 0
    while weight < megabytes * 1_000_000:
        path = folder / f"scan-{len(made):03}.pdf"
        _upload(heavy_scan(len(made), 8), path)
        weight += path.stat().st_size
        made.append(path)
    return made


def heavy_scan(number: int, pages: int) -> bytes:
    """Return pictures that no compression makes smaller, about 1 MB a page."""
    import pikepdf

    grain = random.Random(number)
    pdf = pikepdf.new()
    for _ in range(pages):
        page = pdf.add_blank_page(page_size=(595, 842))
        picture = pdf.make_stream(grain.randbytes(1000 * 1000))
        picture.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=1000,
            Height=1000,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Picture=picture))
        page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Picture Do Q")
    made = io.BytesIO()
    pdf.save(made, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return made.getvalue()


def _upload(content: bytes, path: Path) -> None:
    """Keep a file as an upload is kept: cleaned, its tags named apart, nameless."""
    from core.documents.anonymous import write_anonymous
    from core.uploads import check_pdf
    from meetings.files import NAMELESS_TITLE

    raw, clean = path.with_suffix(".raw"), path.with_suffix(".clean")
    raw.write_bytes(content)
    check_pdf(raw, into=clean)
    write_anonymous(clean, into=path, title=NAMELESS_TITLE)
    raw.unlink()
    clean.unlink()


def edition(paths: list[Path]) -> Edition:
    """Return an agenda with an item, a cover sheet and a paper for each file."""
    facts = list(_facts(paths))
    return Edition(
        title="Committees in common",
        held_on="15 June 2016",
        place="2pm, Becketts House, Ilford",
        committees=("Barking and Dagenham", "Havering", "Redbridge"),
        agenda=tuple(line for line, _, _ in facts),
        items=tuple(item for _, item, _ in facts),
        papers=tuple(paper for _, _, paper in facts),
        covers={item.item_id: _cover(item) for _, item, _ in facts},
        files={
            paper.version: path
            for (_, _, paper), path in zip(facts, paths, strict=True)
        },
    )


def _facts(paths: list[Path]) -> Iterator[tuple[AgendaLine, ItemFacts, PaperFacts]]:
    import pikepdf

    for number, path in enumerate(paths, start=1):
        title, reference = f"Matter {number} of the practices", f"PCC16/{number:03}"
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        with pikepdf.open(path, access_mode=pikepdf.AccessMode.stream) as pdf:
            pages = len(pdf.pages)
        item = ItemFacts(ItemId(number), reference, str(number), title, number)
        paper = PaperFacts(
            item.item_id,
            PaperId(number),
            PaperVersionId(number),
            digest,
            pages,
            f"Report {number}",
        )
        scopes = ("Decides", "Decides", "For information")
        line = AgendaLine(
            title,
            item.item_id,
            str(number),
            reference,
            "For approval",
            "Eleanor Fairbank",
            scopes=scopes,
        )
        yield line, item, paper


def _cover(item: ItemFacts) -> CoverFacts:
    return CoverFacts(
        item.item_id,
        item.title,
        item.reference,
        (
            ("Summary", "The practices ask for their rents to be reviewed. " * 6),
            ("Recommendation", "Approve the rents."),
            ("Financial implications", "£12,400 a year from the delegated budget."),
        ),
    )


def _typeset(number: int, pages: int, *, pictures: bool) -> bytes:
    return render(
        TEMPLATE,
        {
            "title": f"Report {number}",
            "number": number,
            "pages": pages,
            "pictures": pictures,
        },
    )
