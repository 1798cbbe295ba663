"""What an Office file may not bring along: programs, links, other files, open changes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from core.errors import RuleBroken
from core.office.kinds import OfficeKind
from core.office.package import Element, Package, Relation, macros


# The last word of a relationship's type, in lower case. ECMA-376-1, 9.2 and part 4;
# [MS-OFFMACRO2].
MACRO_RELATIONS = {"vbaproject", "wordvbadata", "xlmacrosheet", "xlintlmacrosheet"}
MACRO_TYPES = ("macroenabled", "vbaproject", "vbadata", "macrosheet", "intlmacrosheet")
EMBEDDING_RELATIONS = {
    "oleobject": "an object of another program",
    "control": "a control",
    "activexcontrolbinary": "a control",
    "afchunk": "a whole other document",
    "subdocument": "a whole other document",
    "package": "a whole other document",
    "xmlmaps": "a data map",
}
# A chart keeps its figures twice: as drawn, and as a workbook that nobody opens here.
WORKBOOK_OF_CHART = "package"
# A link one clicks opens nothing by itself; the template is left out when it is copied.
QUIET_LINKS = {"hyperlink", "attachedtemplate"}
LINK_RELATIONS = {"externallink", "externallinkpath", "connections", "querytable"}
# Fields by which Word fetches other files when it opens. ECMA-376-1, 17.16.5.
FETCHING = re.compile(
    r"^\s*(LINK|INCLUDE|IMPORT|DDE|DDEAUTO|RD|DATABASE)\b"
    r"|\b(INCLUDETEXT|INCLUDEPICTURE)\b",
    re.IGNORECASE,
)
FETCHING_FORMULA = re.compile(r"\b(WEBSERVICE|RTD|DDE)\s*\(|^\s*[^!]*\|[^!]*!")
SVG_TYPE = "image/svg"
TRACKED = {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"}
WORD_SPACE = re.compile(r"/wordprocessingml/(?:\d+/)?main$")


def refuse_what_acts(package: Package, kind: OfficeKind) -> None:
    """Refuse a file that runs, fetches or carries something, or is not settled.

    Raises:
      RuleBroken: it has macros, objects of other programs, links that fetch, or tracked
        changes; the sentence says what to do.
    """
    relations = list(package.all_relations())
    if _has_macros(package, relations):
        raise macros()
    for one in relations:
        _refuse_relation(package, one)
    if kind is OfficeKind.WORD:
        _refuse_fields(package)
    elif kind is OfficeKind.EXCEL:
        _refuse_formulas(package)
    _refuse_fetching_pictures(package)
    _refuse_changes(package, kind)


def _has_macros(package: Package, relations: list[Relation]) -> bool:
    if any(one.kind in MACRO_RELATIONS for one in relations):
        return True
    return any(
        word in package.type_of(name) or name.lower().endswith("vbaproject.bin")
        for name in package.names
        for word in MACRO_TYPES
    )


def _refuse_relation(package: Package, one: Relation) -> None:
    if one.is_external and one.kind not in QUIET_LINKS:
        raise _linked()
    if one.kind in LINK_RELATIONS:
        raise _linked()
    words = EMBEDDING_RELATIONS.get(one.kind)
    of_chart = one.kind == WORKBOOK_OF_CHART and is_chart(package, one.source)
    if words and not of_chart:
        raise RuleBroken.because(
            "office_embedded",
            f"The file has {words} in it. Paste it as a picture or as text, or save the "
            "paper as PDF, and upload that.",
        )


def is_chart(package: Package, name: str) -> bool:
    """Say whether a part is a chart."""
    kind = package.type_of(name)
    return "drawingml.chart+xml" in kind or kind.endswith("chartex+xml")


def _refuse_fields(package: Package) -> None:
    for name in package.of_type("wordprocessingml"):
        if any(FETCHING.search(words) for words in field_codes(package, name)):
            raise _linked()


def field_codes(package: Package, name: str) -> list[str]:
    """Return the instruction of each field of a part of a Word file, put together."""
    state = _Fields()
    for one in package.elements(name):
        state.see(one)
    return [*state.found, *map("".join, state.open_now)]


@dataclass(slots=True)
class _Fields:
    """The fields that are open where a part is being read, the innermost last."""

    found: list[str] = field(default_factory=list)
    open_now: list[list[str]] = field(default_factory=list)
    is_code: bool = False

    def see(self, one: Element) -> None:
        """Take the next element or words."""
        if one.name == "instrText":
            self.is_code = one.begins
        elif self.is_code and one.text:
            if self.open_now:
                self.open_now[-1].append(one.text)
            else:
                self.found.append(one.text)
        elif one.begins:
            self._turn(one)

    def _turn(self, one: Element) -> None:
        step = one.get("fldCharType") if one.name == "fldChar" else ""
        if one.name == "fldSimple":
            self.found.append(one.get("instr"))
        elif step == "begin":
            self.open_now.append([])
        elif step == "end" and self.open_now:
            self.found.append("".join(self.open_now.pop()))


def _refuse_formulas(package: Package) -> None:
    for name in package.of_type("spreadsheetml"):
        is_formula, formula = False, ""
        for one in package.elements(name):
            if one.name in {"f", "definedName", "formula"}:
                is_formula = one.begins
                if not one.begins and FETCHING_FORMULA.search(formula):
                    raise _linked()
                formula = ""
            elif is_formula:
                formula += one.text


def _refuse_fetching_pictures(package: Package) -> None:
    """Refuse drawings (SVG) that show what lies elsewhere."""
    for name in package.names:
        if SVG_TYPE not in package.type_of(name) and not name.lower().endswith(".svg"):
            continue
        for one in package.elements(name):
            address = one.get("href").strip().lower()
            if address and not address.startswith(("#", "data:image/")):
                if one.name == "a":
                    continue
                raise _linked()


def _refuse_changes(package: Package, kind: OfficeKind) -> None:
    if kind is OfficeKind.EXCEL:
        changed = any("revision" in package.type_of(one) for one in package.names)
    elif kind is OfficeKind.WORD:
        changed = any(
            one.begins and one.name in TRACKED and WORD_SPACE.search(one.space)
            for name in package.of_type("wordprocessingml")
            for one in package.elements(name)
        )
    else:
        changed = False
    if changed:
        raise RuleBroken.because(
            "office_tracked",
            "The file has tracked changes, so it does not say which text is the paper. "
            "Accept or reject them all (Review, Accept all changes), save it and upload "
            "that.",
        )


def _linked() -> RuleBroken:
    return RuleBroken.because(
        "office_linked",
        "The file fetches something from another file or from the internet, such as a "
        "picture, a table or data. Break the links (File, Info, Edit links to files), or "
        "save the paper as PDF, and upload that.",
    )
