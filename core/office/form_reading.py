"""Read what was written into the content controls of a Word file, by their keys."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from core.office.checking import DAMAGE
from core.office.package import Element, OfficeLimits, Package, broken
from core.office.refusals import WORD_SPACE


# What stands between the words of a run as an element of its own.
SIGNS = {"br": "\n", "cr": "\n", "tab": "\t", "noBreakHyphen": "-"}
NO = {"0", "false", "off", "none"}
# What Word keeps a second time for programs that cannot draw the first.
SECOND_TIME = "Fallback"


@dataclass(frozen=True, slots=True)
class FormRead:
    """What a filled form says: the answers to each key, and words beside all controls.

    A key has several answers where its control was copied; an empty one where it shows
    its prompt. A control within another answers for itself alone.
    """

    answers: Mapping[str, tuple[str, ...]]
    outside: tuple[str, ...]


def read_word_form(upload: Path, *, limits: OfficeLimits | None = None) -> FormRead:
    """Read the controls of a Word file that `check_office` let through.

    Raises:
      RuleBroken: it is damaged, or unpacks to more than it may.
    """
    state = _Reader()
    try:
        with zipfile.ZipFile(upload) as archive:
            package = Package(archive, limits or OfficeLimits())
            for name in package.of_type("wordprocessingml.document.main+"):
                for one in package.elements(name):
                    state.see(one)
    except DAMAGE as damage:
        raise broken() from damage
    return FormRead(
        {key: tuple(texts) for key, texts in state.answers.items()},
        tuple(filter(None, (_tidy(text) for text in state.outside))),
    )


@dataclass(slots=True)
class _Control:
    """A content control that is open where the part is being read."""

    key: str = ""
    shows_prompt: bool = False
    parts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Reader:
    """The controls that are open, the innermost last, and what was found before."""

    answers: dict[str, list[str]] = field(default_factory=dict)
    outside: list[str] = field(default_factory=list)
    controls: list[_Control] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)
    second_times: int = 0
    runs: int = 0
    is_facts: bool = False
    is_text: bool = False

    def see(self, one: Element) -> None:
        """Take the next element or words."""
        if one.name == SECOND_TIME:
            self.second_times += 1 if one.begins else -1
        if self.second_times:
            return
        if one.name and WORD_SPACE.search(one.space):
            self._turn(one)
        elif self.is_text and one.text:
            self._write(one.text)

    def _turn(self, one: Element) -> None:
        if one.name == "sdt":
            self._open() if one.begins else self._close()
        elif one.name == "sdtPr":
            self.is_facts = one.begins
        elif self.is_facts:
            self._learn(one)
        elif one.name == "t":
            self.is_text = one.begins
        elif one.name == "r":
            self.runs += 1 if one.begins else -1
        elif one.name == "p" and not one.begins:
            self._end_paragraph()
        elif one.begins and self.runs and one.name in SIGNS:
            self._write(SIGNS[one.name])

    def _learn(self, one: Element) -> None:
        if not self.controls or not one.begins:
            return
        if one.name == "tag":
            self.controls[-1].key = one.get("val").strip()
        elif one.name == "showingPlcHdr":
            self.controls[-1].shows_prompt = one.get("val").lower() not in NO

    def _open(self) -> None:
        self.controls.append(_Control())

    def _close(self) -> None:
        if not self.controls:
            return
        closed = self.controls.pop()
        text = "" if closed.shows_prompt else "".join(closed.parts)
        if closed.key:
            self.answers.setdefault(closed.key, []).append(_tidy(text))
        elif text:
            self._write(text)

    def _write(self, text: str) -> None:
        (self.controls[-1].parts if self.controls else self.beside).append(text)

    def _end_paragraph(self) -> None:
        if self.controls:
            self._write("\n")
        else:
            self.outside.append("".join(self.beside))
            self.beside.clear()


def _tidy(text: str) -> str:
    """Return words without the blanks that Word leaves at the ends of lines."""
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()
