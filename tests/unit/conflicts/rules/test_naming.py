"""Names of third persons in published words."""

from __future__ import annotations

import pytest

from conflicts.rules.naming import names_in, names_published


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("my wife Jane Patel is a director", ["wife Jane Patel"]),
        ("Wife: Jane Patel, director", ["Wife: Jane Patel"]),
        ("Employed with Dr Okafor at the practice", ["Dr Okafor"]),
        ("Trust set up by Mrs. J Patel", ["Mrs. J Patel"]),
        ("My partner Ade works there", ["My partner Ade"]),
        ("Brother-in-law Tom owns it", ["Brother-in-law Tom"]),
        ("Son Ben and daughter Mia hold shares", ["Son Ben", "daughter Mia"]),
    ],
)
def test_names_in_words_that_name_somebody(words, named):
    assert list(names_in(words)) == named


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Partner in Elm Surgery",
        "GP partner Elm Surgery",
        "Wife works at Elm Surgery",
        "Wife - Director of Elm Trading Ltd",
        "Husband: Nurse at St Mary's Hospital",
        "Spouse NHS employee",
        "Friend of the director",
        "Sister company of Elm Trading",
        "Shares in Dragon Pharmacy",
        "Drives for Elm Taxis",
    ],
)
def test_names_in_words_that_name_nobody(words):
    assert list(names_in(words)) == []


def test_names_in_leaves_out_the_persons_own_name():
    own = {"given_name": "Ann", "family_name": "Smith"}

    assert list(names_in("Dr Smith is a partner; Dr Ann Smith signs", **own)) == []
    assert list(names_in("His wife Smith", **own)) == ["wife Smith"]
    assert list(names_in("Dr Jane Smith", **own)) == ["Dr Jane Smith"]


def test_names_published_reads_the_relationship_strictly_and_each_name_once():
    found = names_published(
        relationship="Wife Dr Jane Patel", texts=("Dr Patel owns it", "By Dr Patel")
    )

    assert found == ["Wife Dr Jane Patel", "Dr Patel"]
    assert names_published(relationship="spouse", texts=("Owner",)) == []
