"""What is said of files that hide text, of Office files, and to the author of a paper."""

from __future__ import annotations

from datetime import date

import pytest

from committees.values import CommitteeId
from meetings.enums import CheckEffect, PreflightCheck
from meetings.rules.hidden_text import HIDDEN_TEXT, in_words, judge_hidden
from meetings.rules.paper_report import (
    NO_LANGUAGE,
    NO_TAGS,
    NO_TITLE,
    ONLY_PICTURES,
    FileFacts,
    report_of,
)
from meetings.rules.preflight import DEFAULTS
from meetings.rules.preflight_agenda import (
    ItemLine,
    PaperLine,
    UploadLine,
    find_paper_faults,
)
from meetings.values import ItemId


@pytest.mark.parametrize(
    ("pages", "everybody", "meant", "is_allowed"),
    [
        ([3], True, False, False),
        ([3], True, True, True),
        ([3], False, False, True),
        ([], True, False, True),
        (None, True, False, False),
        (None, True, True, True),
        (None, False, False, True),
    ],
)
def test_judge_hidden_holds_back_what_everybody_would_be_given(
    pages, everybody, meant, is_allowed
):
    verdict = judge_hidden(pages, is_for_everybody=everybody, is_meant=meant)

    assert bool(verdict) is is_allowed
    if not is_allowed:
        assert verdict.code == HIDDEN_TEXT
        told = "On page 3 text lies" if pages else "could not be looked through"
        assert told in verdict.reason


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ([7], "On page 7 "),
        ([1, 9], "On pages 1 and 9 "),
        ([1, 2, 9], "pages 1, 2 and 9"),
    ],
)
def test_in_words_names_every_page(pages, words):
    assert words in in_words(pages)


def test_report_of_a_file_in_order_says_nothing():
    assert list(report_of(FileFacts())) == []


def test_report_of_says_nothing_that_nobody_looked_at():
    unseen = FileFacts(
        has_language=None, has_title=None, is_image_only=None, hidden_pages=None
    )

    assert list(report_of(unseen)) == []


@pytest.mark.parametrize(
    ("said", "remarks"),
    [
        ({"is_tagged": False}, [NO_TAGS]),
        ({"has_language": False, "has_title": False}, [NO_LANGUAGE, NO_TITLE]),
        ({"is_image_only": True, "is_tagged": False}, [ONLY_PICTURES]),
    ],
)
def test_report_of_says_what_is_wrong_once(said, remarks):
    assert list(report_of(FileFacts(**said))) == remarks


def test_report_of_names_the_pages_of_hidden_text_and_a_cure():
    (remark,) = report_of(FileFacts(hidden_pages=[2, 5]))

    assert "pages 2 and 5" in remark.sentence
    assert "replace the paper" in remark.cure


def found_of(papers=(), uploads=()):
    item = ItemLine(
        ItemId(7),
        "Item 3",
        scope=frozenset({CommitteeId(1)}),
        papers=tuple(papers),
        uploads=tuple(uploads),
    )
    faults = find_paper_faults(
        [item], rules=[], limits={}, held_on=date(2016, 3, 1), holidays=()
    )
    shown = {
        PreflightCheck.HIDDEN_TEXT,
        PreflightCheck.UPLOAD_OPEN,
        PreflightCheck.LEFT_OUT,
    }
    return [one for one in faults if one.check in shown]


def paper(number=70, **said):
    return PaperLine(number, f"Paper {number}", date(2016, 2, 1), 12, **said)


def test_find_paper_faults_of_hidden_text_names_paper_and_pages():
    (found,) = found_of([paper(hidden_pages=(4,)), paper(71), paper(72)])

    assert found.check is PreflightCheck.HIDDEN_TEXT
    assert found.sentence == (
        "Item 3: “Paper 70”: On page 4 text lies under a box, or in the colour of what "
        "is behind it."
    )


def test_find_paper_faults_says_what_nobody_looked_through():
    (found,) = found_of([paper(hidden_pages=None)])

    assert "Nobody has looked through “Paper 70”" in found.sentence


def test_find_paper_faults_of_hidden_text_asks_again_of_another_version():
    one, other = (found_of([paper(number, hidden_pages=(4,))]) for number in (70, 71))

    assert one[0].fingerprint != other[0].fingerprint


def test_find_paper_faults_of_office_files_that_are_no_pdf_yet():
    waiting, failed = UploadLine(5, "Budget"), UploadLine(6, "Bids", is_failed=True)

    (found,) = found_of(uploads=[waiting, failed])

    assert found.check is PreflightCheck.UPLOAD_OPEN
    assert "“Budget” is still being made and" not in found.sentence
    assert "“Budget” is still being made into a PDF" in found.sentence
    assert "“Bids” could not be made into a PDF" in found.sentence
    assert DEFAULTS[found.check] is CheckEffect.WAIVABLE


def test_find_paper_faults_asks_again_once_a_file_has_failed():
    waiting = found_of(uploads=[UploadLine(5, "Budget")])
    failed = found_of(uploads=[UploadLine(5, "Budget", is_failed=True)])

    assert waiting[0].fingerprint != failed[0].fingerprint


def test_find_paper_faults_tells_what_a_pdf_leaves_out():
    (found,) = found_of([paper(left_out=("2 comments", "1 hidden sheet")), paper(71)])

    assert "“Paper 70” 2 comments and 1 hidden sheet" in found.sentence
    assert DEFAULTS[found.check] is CheckEffect.TOLD
