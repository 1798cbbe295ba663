"""Drafts: kept as typed, sent once, thrown away by whoever typed them."""

from __future__ import annotations

from datetime import date

import pytest

from conflicts.actions import drafts
from conflicts.enums import SourceKind
from conflicts.models import DeclarationDraft, Interest
from core.errors import RuleBroken, StaleEdit
from tests.factories.conflicts import declaration, declared


def saved(user, **given):
    return drafts.save(
        **{
            "person": user.person,
            "by": user,
            "answers": {"nature": "financial"},
            **given,
        }
    )


def test_save_adds_answers_to_those_kept_before(gp_member):
    saved(gp_member)

    draft = saved(gp_member, answers={"whose": "mine"})

    assert draft.answers == {"nature": "financial", "whose": "mine"}
    assert DeclarationDraft.objects.count() == 1


def test_save_keeps_officer_and_person_apart(gp_member, officer):
    saved(gp_member)

    saved(officer, person=gp_member.person)

    assert DeclarationDraft.objects.count() == 2


def test_save_refuses_outsiders(outsider, gp_member):
    interest = declared(by=gp_member)

    for given in ({"person": gp_member.person}, {"interest": interest}):
        with pytest.raises(RuleBroken):
            saved(outsider, **given)


def test_declare_sends_a_draft_once(gp_member):
    draft = saved(gp_member)
    said = declaration()

    first = drafts.declare(
        draft=draft, declaration=said, by=gp_member, statement="Complete."
    )
    second = drafts.declare(draft=draft, declaration=said, by=gp_member)

    assert first == Interest.objects.get()
    assert second is None
    assert not DeclarationDraft.objects.exists()


def test_record_says_where_it_stands(officer, paper_member):
    draft = saved(officer, person=paper_member)
    given = {
        "draft": draft,
        "declaration": declaration(),
        "source": SourceKind.PAPER,
        "source_on": date(2016, 5, 3),
        "source_reference": "Returns, page 3",
        "by": officer,
    }

    interest = drafts.record(**given)

    assert interest.source_reference == "Returns, page 3"
    assert drafts.record(**given) is None


def test_correct_keeps_the_draft_when_it_is_stale(gp_member):
    interest = declared(by=gp_member)
    draft = saved(gp_member, interest=interest, seen_version=1)
    given = {
        "draft": draft,
        "declaration": declaration(description="Salaried GP"),
        "reason": "No partner any more.",
        "by": gp_member,
    }

    with pytest.raises(StaleEdit):
        drafts.correct(**given, seen_version=2)
    corrected = drafts.correct(**given, seen_version=1)

    assert corrected.description == "Salaried GP"
    assert drafts.correct(**given, seen_version=2) is None


def test_correct_needs_an_interest(gp_member):
    draft = saved(gp_member)

    assert (
        drafts.correct(
            draft=draft,
            declaration=declaration(),
            reason="x",
            seen_version=1,
            by=gp_member,
        )
        is None
    )


def test_throw_away_is_for_whoever_typed_it(gp_member, officer):
    draft = saved(gp_member)

    with pytest.raises(RuleBroken):
        drafts.throw_away(draft=draft, by=officer)
    drafts.throw_away(draft=draft, by=gp_member)
    drafts.throw_away(draft=draft, by=gp_member)

    assert not DeclarationDraft.objects.exists()
