"""A copy of a PDF that names nobody who made it."""

from __future__ import annotations

import io

import pikepdf
import pytest

from core.documents.anonymous import write_anonymous
from tests.fixtures.authored_pdf import SECRETS, authored
from tests.fixtures.pdf_files import tagged


def copy_of(folder, content: bytes):
    source, made = folder / "source.pdf", folder / "made.pdf"
    source.write_bytes(content)
    write_anonymous(source, into=made, title="A file")
    return made


def unpacked(path, folder) -> bytes:
    """Return a file with nothing packed, so that every word can be searched for."""
    plain = folder / "plain.pdf"
    with pikepdf.open(path) as pdf:
        pdf.save(
            plain,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
        )
    return plain.read_bytes()


@pytest.mark.parametrize("secret", SECRETS)
def test_write_anonymous_leaves_no_word_of_its_making(tmp_path, secret):
    (tmp_path / "before.pdf").write_bytes(authored())
    assert secret in unpacked(tmp_path / "before.pdf", tmp_path)

    assert secret not in unpacked(copy_of(tmp_path, authored()), tmp_path)


def test_write_anonymous_keeps_what_a_reader_sees(tmp_path):
    made = copy_of(tmp_path, authored())

    with pikepdf.open(made) as pdf:
        (note, field) = pdf.pages[0].obj.Annots
        assert str(note.Contents) == "See paragraph 4."
        assert str(field.T) == "Total"
        assert "Read me" in pdf.pages[0].Contents.read_bytes().decode()
        assert not pdf.attachments
        assert dict(pdf.docinfo) == {"/Title": "A file"}


def test_write_anonymous_keeps_tags_language_and_the_claim(tmp_path):
    made = copy_of(tmp_path, tagged("A paper", 2))

    with pikepdf.open(made) as pdf, pikepdf.open(tmp_path / "source.pdf") as source:
        assert len(pdf.pages) == 2
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.Root.Lang == source.Root.Lang
        claims = b"pdfuaid" in source.Root.Metadata.read_bytes()
        assert (b"pdfuaid" in pdf.Root.Metadata.read_bytes()) is claims


def test_write_anonymous_same_file_gives_the_same_bytes(tmp_path):
    source = authored()
    once = copy_of(tmp_path, source).read_bytes()

    assert copy_of(tmp_path, source).read_bytes() == once


def test_write_anonymous_keeps_nothing_of_the_file_that_no_reader_needs(tmp_path):
    source = io.BytesIO()
    with pikepdf.open(io.BytesIO(authored())) as pdf:
        pdf.Root.InventedByAProgram = pikepdf.String("Left over")
        pdf.Root.Lang = pikepdf.String("en-GB")
        pdf.save(source)

    with pikepdf.open(copy_of(tmp_path, source.getvalue())) as pdf:
        assert "/InventedByAProgram" not in pdf.Root
        assert pdf.Root.Lang == "en-GB"


def test_write_anonymous_refuses_what_is_no_pdf(tmp_path):
    with pytest.raises(pikepdf.PdfError):
        copy_of(tmp_path, b"%PDF-1.7 invented")
