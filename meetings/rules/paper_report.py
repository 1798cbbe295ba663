"""What a program can tell of a paper's PDF that keeps readers from it, and the cure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from meetings.rules.hidden_text import in_words


if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was seen in a file when it was handed in; None: nobody looked.

    `hidden_pages` count from 1.
    """

    is_tagged: bool = True
    has_language: bool | None = True
    has_title: bool | None = True
    is_image_only: bool | None = False
    hidden_pages: Sequence[int] | None = ()


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that is wrong, and what its author does about it."""

    sentence: str
    cure: str


ONLY_PICTURES = Remark(
    "It is only pictures of pages: nothing in it can be read aloud or searched.",
    "Save it as PDF in the program it was written in. If there is only paper, have the "
    "text recognised and tagged.",
)
NO_TAGS = Remark(
    "It has no tags: a screen reader cannot tell headings, lists and tables.",
    "In Word choose Save as, PDF, Options, and tick “Document structure tags for "
    "accessibility”; printing to PDF loses them. Or hand in the Word file itself.",
)
NO_LANGUAGE = Remark(
    "It does not say its language, so it may be read aloud with the wrong sounds.",
    "In Word choose Review, Language, Set proofing language, English (United Kingdom), "
    "and save it as PDF once more.",
)
NO_TITLE = Remark(
    "It has no title: a screen reader reads out the name of the file.",
    "In Word write the title under File, Info, and save it as PDF once more.",
)
HIDDEN_CURE = (
    "Whoever has the file can copy that text. Take it out with a program made for "
    "redacting, and replace the paper; if nothing in it is secret, leave it."
)


def report_of(file: FileFacts) -> Iterator[Remark]:
    """Say what keeps somebody from reading a paper, or tells them too much.

    A picture has no tags either, so nothing else is said of its pages. What nobody
    looked at is not said (docs/adr/0042).
    """
    if file.is_image_only:
        yield ONLY_PICTURES
    else:
        if not file.is_tagged:
            yield NO_TAGS
        if file.has_language is False:
            yield NO_LANGUAGE
        if file.has_title is False:
            yield NO_TITLE
    if file.hidden_pages:
        yield Remark(in_words(file.hidden_pages), HIDDEN_CURE)
