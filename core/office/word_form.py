"""Write a form as a Word file: each question a content control that carries its key."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    from collections.abc import Iterable

    from docx.document import Document
    from docx.text.paragraph import Paragraph

LANGUAGE = "en-GB"
CODE_KEY = "form_code"
CODE_LABEL = "Code of this form"
PROMPT = "Click here to write"
CHOOSE = "Choose one"
ANSWER_STYLE = "Answer"
FONT = "Arial"
# The dark blue and the grey of the NHS identity: both are read on white.
HEADING_COLOUR, PROMPT_COLOUR, BORDER_COLOUR = "003087", "425563", "425563"
A4_MM = (210, 297)
# What the package's own template brings along and no reader of a form needs.
NEEDLESS = ("thumbnail", "customXml", "stylesWithEffects")
# An archive notes the day of each part; this is the first it can, so that the same
# form is the same bytes.
NO_DAY = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class FormField:
    """A question: its key, what it is called, what helps, and what is known already.

    With `choices`, one of these words is chosen; without, lines of text are written.
    """

    key: str
    label: str
    guidance: str = ""
    value: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WordForm:
    """What stands in a form, in this order; `code` tells later where it belongs."""

    title: str
    code: str
    fields: tuple[FormField, ...]
    facts: tuple[tuple[str, str], ...] = ()
    steps: tuple[str, ...] = field(default=())


def write_word_form(form: WordForm) -> bytes:
    """Return a form as the bytes of a .docx file: the same bytes for the same form.

    Headings, no tables, the language of the text, the title in the properties, and no
    name of whoever made it.
    """
    import docx

    document = docx.Document()
    _prepare(document, form.title)
    document.add_heading(form.title, 1)
    for label, value in form.facts:
        _fact(document, label, value)
    if form.steps:
        document.add_heading("How to fill this in", 2)
        for step in form.steps:
            document.add_paragraph(step, style="List Number")
    for each in form.fields:
        document.add_heading(each.label, 2)
        if each.guidance:
            document.add_paragraph(each.guidance)
        _add_control(document.add_paragraph(style=ANSWER_STYLE), each)
    document.add_heading(CODE_LABEL, 2)
    document.add_paragraph("It tells where the form belongs. Leave it as it is.")
    code = FormField(CODE_KEY, CODE_LABEL, value=form.code)
    _add_control(document.add_paragraph(style=ANSWER_STYLE), code, is_locked=True)
    return _saved(document)


def words_of(form: WordForm) -> set[str]:
    """Return every paragraph that a form has outside its controls, as it is read back."""
    return {
        form.title,
        *(f"{label}: {value}" for label, value in form.facts),
        "How to fill this in",
        *form.steps,
        *(each.label for each in form.fields),
        *(each.guidance for each in form.fields if each.guidance),
        CODE_LABEL,
        "It tells where the form belongs. Leave it as it is.",
    }


def answers_below(form: WordForm, paragraphs: Iterable[str]) -> dict[str, str]:
    """Return what stands below each heading of a form, by the key of its field.

    For programs that drop the content controls when they save. What a form says by
    itself is no answer; a heading that is gone has no key.
    """
    headings = {each.label: each.key for each in form.fields} | {CODE_LABEL: CODE_KEY}
    own = words_of(form) | {PROMPT, CHOOSE}
    found: dict[str, list[str]] = {}
    key = ""
    for words in paragraphs:
        if words in headings:
            key = headings[words]
            found.setdefault(key, [])
        elif key and words not in own:
            found[key].append(words)
    return {name: "\n".join(lines) for name, lines in found.items()}


def _prepare(document: Document, title: str) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = (Mm(side) for side in A4_MM)
    styles: Any = document.styles
    _speak(styles.element)
    normal = styles["Normal"]
    _set_font(normal)
    normal.font.size = Pt(12)
    for name in ("Heading 1", "Heading 2"):
        _set_font(styles[name])
        styles[name].font.color.rgb = RGBColor.from_string(HEADING_COLOUR)
    answer = styles.add_style(ANSWER_STYLE, WD_STYLE_TYPE.PARAGRAPH)
    answer.base_style = normal
    answer.element.get_or_add_pPr().append(_borders())
    facts: Any = document.core_properties
    facts.title, facts.language = title, LANGUAGE
    facts.author = facts.last_modified_by = facts.comments = facts.keywords = ""
    root = facts._element
    for one in [each for each in root if each.tag.endswith(("}created", "}modified"))]:
        root.remove(one)


def _set_font(style: Any) -> None:
    """Set a style in the form's letters, for every script and over the theme's."""
    from docx.oxml.ns import qn

    style.font.name = FONT
    fonts = style.element.rPr.rFonts
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)


def _speak(styles: Any) -> None:
    """Say in which language all text is that says nothing else."""
    from docx.oxml.ns import qn

    for one in styles.iter(qn("w:lang")):
        one.set(qn("w:val"), LANGUAGE)


def _borders() -> Any:
    box = _element("w:pBdr")
    for side in ("top", "left", "bottom", "right"):
        line = {"val": "single", "sz": "8", "space": "4", "color": BORDER_COLOUR}
        box.append(_element(f"w:{side}", **line))
    return box


def _fact(document: Document, label: str, value: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(f"{label}: ").bold = True
    paragraph.add_run(value)


def _add_control(
    paragraph: Paragraph, each: FormField, *, is_locked: bool = False
) -> None:
    """Put a content control (ECMA-376-1, 17.5.2) with its answer into a paragraph."""
    control, facts = _element("w:sdt"), _element("w:sdtPr")
    facts.append(_element("w:alias", val=each.label))
    facts.append(_element("w:tag", val=each.key))
    # The control stays whatever is done with it; its words are the author's, unless
    # it is the code.
    lock = "sdtContentLocked" if is_locked else "sdtLocked"
    facts.append(_element("w:lock", val=lock))
    if not each.value:
        facts.append(_element("w:showingPlcHdr"))
    facts.append(_kind(each, is_locked))
    control.append(facts)
    content = _element("w:sdtContent")
    content.append(_answer(paragraph, each))
    control.append(content)
    element: Any = paragraph._p
    element.append(control)


def _kind(each: FormField, is_locked: bool) -> Any:
    if not each.choices:
        lines = {} if is_locked else {"multiLine": "1"}
        return _element("w:text", **lines)
    listed = _element("w:dropDownList")
    for words in dict.fromkeys(each.choices):
        listed.append(_element("w:listItem", displayText=words, value=words))
    return listed


def _answer(paragraph: Paragraph, each: FormField) -> Any:
    """Return the run that a control holds: what is known, or what asks for an answer."""
    from docx.shared import RGBColor

    run = paragraph.add_run()
    if each.value:
        # Programs that lose the break keep the words apart.
        for place, line in enumerate(each.value.splitlines()):
            if place:
                run.add_text(" ")
                run.add_break()
            run.add_text(line)
    else:
        run.add_text(CHOOSE if each.choices else PROMPT)
        run.font.color.rgb = RGBColor.from_string(PROMPT_COLOUR)
    element: Any = run._r
    element.getparent().remove(element)
    return element


def _element(name: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made: Any = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _saved(document: Document) -> bytes:
    """Return the file without what is needless, each part under the same day."""
    for owner in (document.part.package, document.part):
        for key, one in list(owner.rels.items()):
            if one.reltype.rpartition("/")[2] in NEEDLESS:
                del owner.rels[key]
    first, second = io.BytesIO(), io.BytesIO()
    document.save(first)
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(second, "w") as kept:
        for name in made.namelist():
            part = zipfile.ZipInfo(name, NO_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            kept.writestr(part, made.read(name))
    return second.getvalue()
