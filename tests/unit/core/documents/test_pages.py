"""Drawing upon a page finds its visible part, however it is turned or cropped."""

from __future__ import annotations

import pikepdf
import pytest
from pikepdf import Array, Dictionary

from core.documents.fonts import FONT_FOLDER, load_face, regular_face
from core.documents.pages import lend, sheet_of, shows_text


@pytest.fixture
def page():
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(600, 400))
        yield pdf.pages[0]


def corner(sheet, across, up):
    a, b, c, d, e, f = sheet.matrix
    return a * across + c * up + e, b * across + d * up + f


@pytest.mark.parametrize(
    ("turn", "size", "lower_left", "upper_right"),
    [
        (0, (400, 300), (50, 20), (450, 320)),
        (90, (300, 400), (450, 20), (50, 320)),
        (180, (400, 300), (450, 320), (50, 20)),
        (270, (300, 400), (50, 320), (450, 20)),
        (-90, (300, 400), (50, 320), (450, 20)),
    ],
)
def test_sheet_of_cropped_and_turned(page, turn, size, lower_left, upper_right):
    page.obj.CropBox = Array([50, 20, 450, 320])
    page.obj.Rotate = turn

    sheet = sheet_of(page)

    assert (sheet.width, sheet.height) == size
    assert corner(sheet, 0, 0) == lower_left
    assert corner(sheet, *size) == upper_right


def test_sheet_of_crop_beyond_the_page_is_cut_to_the_page(page):
    page.obj.CropBox = Array([-100, -100, 5000, 5000])

    assert (sheet_of(page).width, sheet_of(page).height) == (600, 400)


def test_sheet_of_crop_outside_the_page_is_ignored(page):
    page.obj.CropBox = Array([700, 700, 900, 900])

    assert (sheet_of(page).width, sheet_of(page).height) == (600, 400)


def test_sheet_of_box_given_from_another_corner(page):
    page.obj.MediaBox = Array([600, 400, 0, 0])

    assert corner(sheet_of(page), 0, 0) == (0, 0)


def test_scale_letters_grow_with_posters_and_never_vanish(page):
    page.obj.MediaBox = Array([0, 0, 2384, 3370])
    assert sheet_of(page).scale == 4.0

    page.obj.MediaBox = Array([0, 0, 100, 100])
    assert sheet_of(page).scale == 0.6


def test_lend_to_a_page_without_resources(page):
    if "/Resources" in page.obj:
        del page.obj["/Resources"]

    lend(page, {"/Font": {"/Ours": Dictionary()}})

    assert "/Ours" in page.obj.Resources.Font


def test_shows_text_looks_into_forms(page):
    assert not shows_text(page)

    form = Dictionary(Resources=Dictionary(Font=Dictionary()))
    page.obj.Resources = Dictionary(XObject=Dictionary(Fm=form))

    assert shows_text(page)


def test_face_measures_as_the_font_does():
    face = regular_face()

    assert face.width("ii", 10) < face.width("MM", 10)
    assert face.width("", 10) == 0
    assert face.has("Ł")
    assert not face.has("议")


def test_face_fitted_cuts_with_an_ellipsis():
    face = regular_face()

    cut = face.fitted("Havering Clinical Commissioning Group", 8, 60)

    assert cut.endswith("…")
    assert face.width(cut, 8) <= 60
    assert face.fitted("Short", 8, 60) == "Short"


def test_face_hex_unknown_letters_become_question_marks():
    face = regular_face()

    assert face.hex("议") == face.hex("?")


def test_load_face_program_holds_no_names_of_glyphs():
    for path in sorted(FONT_FOLDER.glob("OpenSans-*.ttf"))[:3]:
        assert b"Alphatonos" not in load_face(path).program
