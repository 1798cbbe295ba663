"""Uploads are looked at twice, opened, cleaned and measured, or refused in words."""

from __future__ import annotations

import hashlib
import io
import zipfile

import pikepdf
import pytest

from core.errors import RuleBroken
from core.uploads import UploadLimits, check_pdf
from tests.fixtures.odd_pdfs import acting, locked, swollen, truncated, unbalanced
from tests.fixtures.pdf_files import scanned, tagged
from tests.fixtures.pdf_reading import expanded, faults_of, text_of


def check(folder, content: bytes, **limits):
    upload = folder / "upload"
    upload.write_bytes(content)
    allowed = UploadLimits(**limits) if limits else None
    return check_pdf(upload, into=folder / "kept.pdf", limits=allowed)


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("paper.pdf", tagged("Inside"))
    return made.getvalue()


def test_check_pdf_measures_a_tagged_paper(tmp_path):
    found = check(tmp_path, tagged("A paper", 3))

    assert (found.pages, found.is_tagged, found.removed) == (3, True, ())
    assert (found.title, found.language) == ("A paper", "en-GB")
    kept = (tmp_path / "kept.pdf").read_bytes()
    assert found.sha256 == hashlib.sha256(kept).hexdigest()
    assert found.size_bytes == len(kept)


def test_check_pdf_says_that_a_scan_has_no_tags(tmp_path):
    found = check(tmp_path, scanned(2))

    assert (found.pages, found.is_tagged) == (2, False)


def test_check_pdf_same_upload_gives_the_same_file(tmp_path):
    assert check(tmp_path, acting()).sha256 == check(tmp_path, acting()).sha256


@pytest.mark.parametrize(
    ("content", "limits", "code"),
    [
        (b"", {}, "upload_empty"),
        (b"hello", {}, "upload_not_pdf"),
        (b"<html><body>%PDF-1.4</body></html>", {}, "upload_not_pdf"),
        (b"MZ" + b"\0" * 60 + tagged("Hidden"), {}, "upload_not_pdf"),
        (zipped(), {}, "upload_not_pdf"),
        (truncated(), {}, "upload_broken"),
        (b"%PDF-1.7\nnothing at all", {}, "upload_broken"),
        (locked(), {}, "upload_encrypted"),
        (locked(user="secret"), {}, "upload_encrypted"),
        (tagged("Long", 3), {"pages": 2}, "upload_pages"),
        (tagged("Large"), {"bytes_": 2000}, "upload_too_large"),
        (swollen(), {}, "upload_swollen"),
    ],
    ids=[
        "empty",
        "text",
        "page that calls itself a PDF",
        "program with a PDF behind it",
        "archive",
        "cut off",
        "only a first line",
        "locked against changes",
        "locked with a password",
        "too many pages",
        "too large",
        "a page that unpacks to a flood",
    ],
)
def test_check_pdf_refuses_with_a_sentence(tmp_path, content, limits, code):
    with pytest.raises(RuleBroken) as told:
        check(tmp_path, content, **limits)

    assert told.value.verdict.code == code
    assert str(told.value).endswith(".")
    assert not (tmp_path / "kept.pdf").exists()


def test_check_pdf_takes_out_everything_that_acts(tmp_path):
    found = check(tmp_path, acting())

    content = expanded((tmp_path / "kept.pdf").read_bytes())
    for trace in (b"evil", b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/XFA"):
        assert trace not in content
    assert b"https://example.org/" in content
    assert b"https://chain.test/" in content
    assert b"file:///x" not in content
    assert set(found.removed) >= {"scripts", "attached files", "actions on opening"}
    assert found.is_tagged


def test_check_pdf_opening_on_a_page_is_not_reported(tmp_path):
    with pikepdf.open(io.BytesIO(tagged("Paper"))) as pdf:
        pdf.Root.OpenAction = pikepdf.Array([pdf.pages[0].obj, pikepdf.Name.Fit])
        made = io.BytesIO()
        pdf.save(made)

    assert check(tmp_path, made.getvalue()).removed == ()


def test_check_pdf_keeps_words_and_passes_the_checker(tmp_path):
    check(tmp_path, acting())

    kept = (tmp_path / "kept.pdf").read_bytes()
    assert "Acting, page 2" in text_of(kept)
    assert faults_of(kept) == []


def test_check_pdf_closes_what_a_page_leaves_open(tmp_path):
    check(tmp_path, unbalanced())

    with pikepdf.open(tmp_path / "kept.pdf") as pdf:
        found = pikepdf.parse_content_stream(pdf.pages[0], operators="q Q")
    kinds = [str(each.operator) for each in found]
    assert kinds.count("q") == kinds.count("Q")


def test_check_pdf_names_tags_of_two_files_apart(tmp_path):
    names = []
    for words in ("One", "Two"):
        check(tmp_path, tagged(words, table=True))
        with pikepdf.open(tmp_path / "kept.pdf") as pdf:
            tree = pdf.Root.StructTreeRoot.IDTree.Names
            names.append({bytes(name) for name in list(tree)[::2]})

    assert not names[0] & names[1]
    assert all(names)
