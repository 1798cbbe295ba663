"""A form in Word: written the same each time, and read back whatever was done to it."""

from __future__ import annotations

import io
import subprocess
import zipfile

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import RuleBroken
from core.office import check_office
from core.office.form_reading import read_word_form
from core.office.word_form import (
    CODE_KEY,
    FormField,
    WordForm,
    answers_below,
    words_of,
    write_word_form,
)
from tests.fixtures.office_files import run, word
from tests.fixtures.tools import tool


CODE = "12/3-abc"
# What a Word file can hold of what people write.
LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")),
    max_size=40,
)


def form(summary="Why we ask.", risk=""):
    return WordForm(
        title="Cover sheet: Rents & rates <2016>",
        code=CODE,
        fields=(
            FormField("summary", "Summary", value=summary),
            FormField("risk", "Risk", "Its number, and the score.", risk),
        ),
        facts=(("Meeting", "Invented committee"),),
        steps=("Click and write.",),
    )


def kept(tmp_path, content):
    path = tmp_path / "form.docx"
    path.write_bytes(content)
    return path


def read(tmp_path, content):
    return read_word_form(kept(tmp_path, content))


def control(key, words, *, more=""):
    return f'<w:sdt><w:sdtPr><w:tag w:val="{key}"/>{more}</w:sdtPr><w:sdtContent>{words}</w:sdtContent></w:sdt>'


def test_form_is_read_back_as_it_was_written(tmp_path):
    found = read(tmp_path, write_word_form(form("One\nTwo & <three>", "")))

    assert found.answers == {
        "summary": ("One\nTwo & <three>",),
        "risk": ("",),
        CODE_KEY: (CODE,),
    }
    assert set(found.outside) <= words_of(form())


@settings(max_examples=15, deadline=None)
@given(lines=st.lists(LINES, max_size=4))
def test_form_keeps_whatever_was_written(tmp_path_factory, lines):
    said = "\n".join(" ".join(line.split()) for line in lines).strip()

    found = read(tmp_path_factory.mktemp("form"), write_word_form(form(said)))

    told = [" ".join(line.split()) for line in found.answers["summary"][0].split("\n")]
    assert "\n".join(told).strip() == said


def test_form_is_the_same_bytes_each_time():
    assert write_word_form(form()) == write_word_form(form())


def test_form_passes_what_uploads_are_held_to(tmp_path):
    assert not check_office(kept(tmp_path, write_word_form(form()))).left_out


def test_form_says_its_title_and_language_and_nobodys_name():
    content = write_word_form(form())

    facts = docx.Document(io.BytesIO(content)).core_properties
    assert (facts.title, facts.language) == (form().title, "en-GB")
    assert (facts.author, facts.last_modified_by) == ("", "")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        whole = b"".join(parts.read(name) for name in parts.namelist())
    assert b"python-docx" not in whole
    assert b'w:lang w:val="en-GB"' in whole


def test_form_has_a_heading_for_each_question_and_no_table():
    document = docx.Document(io.BytesIO(write_word_form(form())))

    headings = [
        one.text for one in document.paragraphs if one.style.name == "Heading 2"
    ]
    assert headings == ["How to fill this in", "Summary", "Risk", "Code of this form"]
    assert document.tables == []


@pytest.mark.parametrize(
    ("runs", "answers"),
    [
        (control("risk", run("One") + run(" word")), ("One word",)),
        (control("risk", run("a", "<w:b/>") + control("", run("b"))), ("ab",)),
        (control("risk", run("x"), more="<w:showingPlcHdr/>"), ("",)),
        (control("risk", run("x"), more='<w:showingPlcHdr w:val="0"/>'), ("x",)),
        (control("risk", run("x")) + control("risk", run("y")), ("x", "y")),
        (control("risk", ""), ("",)),
    ],
)
def test_read_takes_what_word_makes_of_a_control(tmp_path, runs, answers):
    assert read(tmp_path, word(runs)).answers == {"risk": answers}


def test_read_finds_words_that_stand_in_no_control(tmp_path):
    found = read(tmp_path, word(run("Beside. "), control("risk", run("Within"))))

    assert found.outside == ("Beside.",)


def test_read_of_a_plain_paper_finds_no_answers(tmp_path):
    assert read(tmp_path, word()).answers == {}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", word()[:-40]])
def test_read_refuses_what_is_damaged(tmp_path, content):
    with pytest.raises(RuleBroken):
        read(tmp_path, content)


def test_answers_below_takes_what_stands_under_each_heading():
    told = [
        *("Anything", "Summary", "First.", "Second.", "Risk"),
        *("Its number, and the score.", "Click here to write"),
        *("Code of this form", "It tells where the form belongs. Leave it as it is."),
        CODE,
    ]

    assert answers_below(form(), told) == {
        "summary": "First.\nSecond.",
        "risk": "",
        CODE_KEY: CODE,
    }


def test_answers_below_has_no_key_for_a_heading_that_is_gone():
    assert answers_below(form(), ["Summary", "First."]) == {"summary": "First."}


def test_form_that_libreoffice_saved_is_read_by_its_headings(tmp_path):
    program = tool("soffice")
    path = kept(tmp_path, write_word_form(form("One\nTwo")))
    kinds = "docx:MS Word 2007 XML"
    subprocess.run(
        [
            program,
            f"-env:UserInstallation=file://{tmp_path}/profile",
            *("--headless", "--convert-to", kinds, "--outdir", tmp_path / "out", path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    found = read_word_form(tmp_path / "out" / "form.docx")

    below = answers_below(form(), found.outside)
    answers = {key: words[0] for key, words in found.answers.items()} or below
    assert answers[CODE_KEY] == CODE
    assert answers["summary"].split() == ["One", "Two"]
    assert answers["risk"] == ""
