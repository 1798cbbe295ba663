"""Every real quorum is typed on the page by an officer, and then counts a room."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from committees.facts.committees import seat_facts
from committees.models import TermsOfReference
from committees.rules.quorum import assess_quorum
from people.values import PersonId
from tests.factories.committees import BEGINNING, established
from tests.integration.committees import variants


pytestmark = pytest.mark.django_db
EVERY = pytest.mark.parametrize(
    "variant", variants.ALL.values(), ids=variants.ALL.keys()
)


def typed(variant, seats=None) -> dict:
    """Return what a browser sends when an officer has filled the form."""
    seats = seats or {**variants.SEATS, **variant.seats}
    sent = {
        "effective_from_0": BEGINNING.day,
        "effective_from_1": BEGINNING.month,
        "effective_from_2": BEGINNING.year,
        "notice_days": "3",
        "notice_basis": "working",
        "papers_days": "5",
        "casting_vote": "presiding",
        "who_rules": "presiding",
        "withholding_policy": "hide_contents",
        "departure_reason": "As this committee's constitution has it.",
        "seats-TOTAL_FORMS": len(seats),
        "seats-INITIAL_FORMS": 0,
        "clauses-TOTAL_FORMS": len(variant.clauses),
        "clauses-INITIAL_FORMS": 0,
        **variant.ticks,
    }
    for place, (title, said) in enumerate(seats.items()):
        category, roles, is_voting, share = said
        sent[f"seats-{place}-title"] = title
        sent[f"seats-{place}-category"] = category
        sent[f"seats-{place}-roles"] = roles
        sent[f"seats-{place}-vote_share"] = share
        if is_voting:
            sent[f"seats-{place}-is_voting"] = "on"
    for place, clause in enumerate(variant.clauses):
        sent |= {f"clauses-{place}-{name}": one for name, one in clause.items()}
    return sent


def room_of(facts, names):
    """Return a committee's seats with these people there, and whom a conflict keeps."""
    how = {}
    for name in names:
        title, _, word = name.rpartition(" ")
        plain = word not in {"deputy", "remote", "excluded"}
        how[name if plain else title] = "" if plain else word
    assert how.keys() <= {seat.title for seat in facts.seats}
    seats, excluded = [], {}
    for seat in facts.seats:
        word = how.get(seat.title)
        holder = PersonId(1000 + seat.seat_id)
        there = PersonId(2000 + seat.seat_id) if word == "deputy" else holder
        seats.append(
            replace(
                seat,
                holder=holder,
                present=None if word is None else there,
                is_remote=word == "remote",
            )
        )
        if word == "excluded":
            excluded[holder] = "left for the item"
    return seats, excluded


def is_enough(facts, names) -> bool:
    seats, excluded = room_of(facts, names)
    return assess_quorum(facts.quorum, seats, excluded=excluded).is_quorate


def rows_of(page) -> dict[str, int]:
    """Return how many rows a page offers, as its hidden fields say."""
    found = {}
    for name in ("seats-TOTAL_FORMS", "clauses-TOTAL_FORMS"):
        shown = re.search(f'name="{name}"[^>]*value="([0-9]+)"', page.content.decode())
        assert shown, name
        found[name] = int(shown[1])
    return found


def checked_with_room_for(client, url, wanted):
    """Type what the page has rows for and press "Check", until everything is typed."""
    page = client.get(url)
    for _turn in range(6):
        rows = rows_of(page)
        page = client.post(url, {**wanted, **rows, "check": "quorum"})
        if all(rows[name] >= wanted[name] for name in rows):
            return page
        assert any(rows_of(page)[name] > rows[name] for name in rows), "no more rows"
    raise AssertionError("The page never offers enough rows.")


@EVERY
def test_variant_typed_on_the_page_counts_its_room(client, officer, havering, variant):
    committee = established(organisation=havering, by=officer)
    client.force_login(officer)
    url = reverse("committees:adopt_terms", args=[committee.slug])

    checked = checked_with_room_for(client, url, typed(variant))
    nothing_yet = TermsOfReference.objects.exists()
    adopted = client.post(url, typed(variant) | rows_of(checked))

    assert not nothing_yet
    assert set(variant.says) <= set(checked.context["sentences"])
    assert adopted.status_code == 302, adopted.context["form"].errors
    page = client.get(reverse("committees:terms", args=[committee.slug, 1]))
    assert page.context["quorum"] == checked.context["sentences"]
    facts = seat_facts(committee, date(2016, 6, 1))
    for room in [variant.enough, *variant.also]:
        assert is_enough(facts, room), room
    for place, missing in enumerate(variant.enough):
        rest = variant.enough[:place] + variant.enough[place + 1 :]
        assert not is_enough(facts, rest), f"without {missing}"
    for room in variant.short:
        assert not is_enough(facts, room), room


@pytest.mark.parametrize(
    ("clause", "sentence"),
    [
        (
            variants.clause("min_of_either"),
            "Choose the categories or offices that are counted",
        ),
        (
            variants.clause("min_of_category"),
            "Choose the categories that are counted",
        ),
        (variants.clause("min_of_roles"), "Choose the offices that are counted"),
        (
            variants.clause("one_of_each"),
            "Choose the offices or categories, one of each",
        ),
        (
            variants.clause("min_total", branch="b"),
            "Say which alternatives it is one of",
        ),
        (
            variants.clause("lay_exec_majority", own_people="on"),
            "A majority is counted over everybody who can vote",
        ),
    ],
)
def test_clause_that_says_too_little_is_sent_back(
    client, officer, havering, clause, sentence
):
    committee = established(organisation=havering, by=officer)
    client.force_login(officer)
    url = reverse("committees:adopt_terms", args=[committee.slug])
    sent = typed(replace(variants.DUDLEY, clauses=[clause]))

    page = client.post(url, sent)

    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert 'value="Second chief"' in page.content.decode()
    assert not TermsOfReference.objects.exists()
