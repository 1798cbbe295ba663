"""What the public is given of a paper, and how long its redacted twin is."""

from __future__ import annotations

import pytest

from meetings.enums import Sensitivity
from meetings.rules.redaction import (
    PaperFacts,
    Published,
    judge_length,
    lacks_twin,
    published_as,
)


CLOSED = [Sensitivity.PRIVATE, Sensitivity.RESTRICTED]


def test_published_as_a_public_paper_is_given_whole():
    assert published_as(PaperFacts()) is Published.FULL


@pytest.mark.parametrize("sensitivity", CLOSED)
def test_published_as_a_private_paper_is_given_to_nobody(sensitivity):
    assert published_as(PaperFacts(sensitivity)) is Published.NOTHING


@pytest.mark.parametrize("sensitivity", list(Sensitivity))
@pytest.mark.parametrize(
    ("has_twin", "expected"), [(True, Published.REDACTED), (False, Published.NOTHING)]
)
def test_published_as_a_redacted_paper_is_never_given_whole(
    sensitivity, has_twin, expected
):
    facts = PaperFacts(sensitivity, is_redacted=True, has_twin=has_twin)

    assert published_as(facts) is expected
    assert lacks_twin(facts) is not has_twin


def test_published_as_a_withdrawn_paper_is_given_in_no_form():
    facts = PaperFacts(is_redacted=True, has_twin=True, is_withdrawn=True)

    assert published_as(facts) is Published.NOTHING
    assert published_as(PaperFacts(is_withdrawn=True)) is Published.NOTHING
    assert not lacks_twin(PaperFacts(is_redacted=True, is_withdrawn=True))


def test_lacks_twin_asks_none_of_a_paper_that_was_never_redacted():
    assert not lacks_twin(PaperFacts(Sensitivity.PRIVATE))


def test_judge_length_says_both_counts():
    judged = judge_length(full=12, redacted=1)

    assert not judged
    assert judged.code == "twin_length"
    assert "has 12 pages, and this file has 1 page." in judged.reason
    assert judge_length(full=12, redacted=12)
