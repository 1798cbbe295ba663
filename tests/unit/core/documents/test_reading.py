"""Whether a file is only pictures of pages."""

from __future__ import annotations

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from core.documents.reading import is_image_only
from tests.fixtures.pdf_files import scanned, tagged


def opened(content):
    return pikepdf.open(io.BytesIO(content))


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        pytest.param(scanned(2), True, id="a scan"),
        pytest.param(tagged("Words"), False, id="typeset"),
    ],
)
def test_is_image_only(content, answer):
    with opened(content) as pdf:
        assert is_image_only(pdf) is answer


def test_is_image_only_of_a_scan_whose_words_were_recognised():
    with opened(scanned(2)) as pdf:
        page = pdf.pages[1]
        page.Resources.Font = Dictionary(F1=Dictionary(Type=Name.Font))

        assert not is_image_only(pdf)


def test_is_image_only_looks_into_drawings_and_up_the_tree():
    with opened(scanned()) as pdf:
        page = pdf.pages[0]
        form = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form)
        form.Resources = Dictionary(Font=Dictionary(F1=Dictionary(Type=Name.Font)))
        page.Resources.XObject.Drawing = form
        assert not is_image_only(pdf)

        del form.Resources.Font
        pdf.Root.Pages.Resources = page.Resources
        del page.obj["/Resources"]
        assert is_image_only(pdf)


def test_is_image_only_of_drawn_or_empty_pages_and_odd_files():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    assert not is_image_only(pdf)
    pdf.pages[0].Resources = Dictionary(XObject=Array([]), Font=Array([]))
    assert not is_image_only(pdf)
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(A=Dictionary()))
    assert not is_image_only(pdf)


def test_is_image_only_of_drawings_within_themselves():
    pdf = pikepdf.new()
    pdf.add_blank_page()
    form = pdf.make_indirect(pdf.make_stream(b"", Subtype=Name.Form))
    form.Resources = Dictionary(XObject=Dictionary(Self=form))
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(Self=form))

    assert not is_image_only(pdf)
