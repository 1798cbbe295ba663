"""The chair's script: what is asked and said, and nothing of what is kept from them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from packs.rules.page_numbers import FrontNumber
from packs.rules.script import (
    ANY_INTERESTS,
    FOR_AGAINST,
    Asked,
    Handover,
    Leaver,
    Quorum,
    Turn,
    write_script,
)
from packs.values import Ask, ItemId


HAVERING = {7: "Havering"}
TURN = Turn(
    item_id=ItemId(3),
    number="3",
    title="Closing Elm Road",
    when="10:05, 15 minutes",
    asked=(Asked("Havering", Ask.DECIDE), Asked("Redbridge", Ask.NOTE, False)),
    recommendation=" Approve the closure. ",
    leavers=(Leaver("Dr Okafor", "leaves before item 3"),),
    quorum=(Quorum("Havering", True),),
)


def line_of(turn):
    return write_script([turn], committees=HAVERING).lines[0]


def said(turn):
    return " ".join(line_of(turn).words)


def test_write_script_tells_time_task_recommendation_leaving_quorum_and_words():
    line = line_of(TURN)

    assert line.when == "10:05, 15 minutes"
    assert line.asked == ("Havering: decides", "Redbridge: notes")
    assert line.recommendation == "Approve the closure."
    assert line.leaving == ("Dr Okafor leaves before item 3.",)
    assert line.quorum == ("Havering: quorum expected",)
    assert line.words == (
        "Say: “Dr Okafor has an interest in this item, and leaves before item 3.”",
        f"Say: “Havering is asked to agree what is recommended. {FOR_AGAINST}",
    )


def test_write_script_names_the_committees_and_their_sittings():
    found = write_script([TURN], committees={7: "Havering", 9: "Redbridge"})

    assert found.committees == ("Havering", "Redbridge")
    assert found.sittings == (7, 9)


def test_write_script_puts_each_committee_it_is_called_for_on_its_own():
    asked = (
        Asked("Havering", Ask.DECIDE),
        Asked("Newham", Ask.RECOMMEND),
        Asked("Redbridge", Ask.NOTE),
    )

    words = said(replace(TURN, asked=asked, recommendation="", leavers=()))

    assert "“Havering is asked to decide." in words
    assert "“Newham is asked to recommend this." in words
    assert "“Redbridge is asked to note this. Is it noted?”" in words


def test_write_script_committees_that_note_are_asked_together():
    noting = tuple(Asked(name, Ask.NOTE) for name in ("Havering", "Newham"))

    words = line_of(replace(TURN, asked=noting, leavers=())).words

    assert words == ("Say: “Havering and Newham are asked to note this. Is it noted?”",)


def test_write_script_kept_item_tells_nothing_but_who_takes_the_chair():
    kept = replace(TURN, is_kept=True, handovers=(Handover("Havering", "Mrs Vale"),))

    line = line_of(kept)

    assert line.title == "Closing Elm Road"
    assert "“For item 3, Mrs Vale takes the chair of Havering.”" in line.words[1]
    assert (line.asked, line.recommendation, line.quorum) == ((), "", ())
    assert "Those in favour" not in " ".join(line.words)


def test_write_script_kept_title_is_nowhere_and_nobody_is_named_as_leaving():
    hidden = replace(TURN, is_kept=True, hides_title=True)

    line = line_of(hidden)

    assert line.title == "Withheld"
    assert line.leaving == ()
    assert "Elm Road" not in str(line)
    assert "Okafor" not in str(line)
    assert "hand over to another chair" in line.words[1]


def test_write_script_handed_over_committee_is_not_put_by_this_chair():
    handed = replace(TURN, handovers=(Handover("Havering", "Mrs Vale"),))

    words = said(handed)

    assert "Mrs Vale takes the chair of Havering" in words
    assert "Havering is asked" not in words


def test_write_script_nobody_to_take_the_chair_says_how_one_is_found():
    words = said(replace(TURN, is_kept=True, handovers=(Handover("Havering"),)))

    assert "those who can vote choose one of themselves" in words


def test_write_script_unruled_conflict_is_to_be_ruled_on_first():
    waiting = (Leaver("Dr Okafor", "waits for the chair's ruling", is_unruled=True),)

    words = said(replace(TURN, leavers=waiting))

    assert "Rule before the item: Dr Okafor" in words
    assert "has an interest in this item" not in words


def test_write_script_missing_quorum_says_why():
    short = replace(
        TURN,
        quorum=(Quorum("Havering", False, ("Needed: a GP.",)),),
        warnings=("Havering: conflicts keep 3 of 4 out.",),
    )

    assert line_of(short).quorum == (
        "Havering: no quorum expected. Needed: a GP.",
        "Havering: conflicts keep 3 of 4 out.",
    )


@pytest.mark.parametrize(
    ("fields", "asked_at_the_start"),
    [({}, True), ({"is_for_interests": True}, False)],
    ids=["no item for it", "an item for it"],
)
def test_write_script_asks_for_interests_once(fields, asked_at_the_start):
    found = write_script([replace(TURN, **fields)], committees=HAVERING)

    assert any(ANY_INTERESTS in one for one in found.opening) is asked_at_the_start
    assert any(ANY_INTERESTS in one for one in found.lines[0].words) is (
        not asked_at_the_start
    )


def test_write_script_item_for_interests_that_is_kept_is_not_counted_on():
    kept = replace(TURN, is_for_interests=True, is_kept=True)

    found = write_script([kept], committees=HAVERING)

    assert any(ANY_INTERESTS in one for one in found.opening)


def test_front_number_of_a_script_is_a_series_of_its_own():
    assert FrontNumber(0, 2, is_script=True).in_words == "Script, page 2"
    assert FrontNumber(1, 2, is_script=True).in_words == "Supplement 1, script, page 2"
    with pytest.raises(ValueError, match="numbered from 1"):
        FrontNumber(0, 2)
