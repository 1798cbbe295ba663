"""Reviews: who asks, who answers, what is agreed, and the letter about it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse

from conflicts.actions import interests, reviews
from conflicts.actions.declarations import declaration_of
from conflicts.enums import Nature, Tie
from conflicts.facts.declaring import questions_waiting, waiting_for_manager
from conflicts.facts.register_entries import entries_of
from conflicts.facts.registers import Whose, register_as_at
from conflicts.models import Review
from core import clock
from core.errors import RuleBroken, StaleEdit
from core.models import AuditEvent, Change
from notices import registry
from notices.models import Letter
from people import door
from tests.factories.committees import CcgFactory
from tests.factories.conflicts import PositionFactory, declared
from tests.factories.people import UserFactory


@pytest.fixture
def line_manager(gp_member, havering):
    user = UserFactory()
    PositionFactory(
        person=gp_member.person, organisation=havering, line_manager=user.person
    )
    return user


def refusal(action, **given):
    with pytest.raises(RuleBroken) as refused:
        action(**given)
    return refused.value.verdict.code


def test_ask_tells_the_person_by_letter_and_only_once(gp_member, officer):
    interest = declared(by=gp_member)
    given = {"interest": interest, "words": "How many hours?", "by": officer}

    first = reviews.ask(**given)
    second = reviews.ask(**given)

    assert first == second
    letter = Letter.objects.get()
    words = registry.render(letter)
    assert letter.person == gp_member.person
    assert f"/interests/{interest.pk}/" in words.text
    assert interest.concern not in words.text + words.subject
    assert list(questions_waiting([gp_member.person_id])) == [first]


def test_answer_ends_the_waiting_and_the_letter(gp_member, officer):
    interest = declared(by=gp_member)
    reviews.ask(interest=interest, words="How many hours?", by=officer)

    given = {"interest": interest, "words": "Two a week.", "by": gp_member}
    assert reviews.answer(**given) == reviews.answer(**given)

    assert not questions_waiting([gp_member.person_id])
    assert registry.render(Letter.objects.get()) is None
    assert Review.objects.count() == 2


def test_agree_writes_a_version_with_its_reason(gp_member, line_manager):
    interest = declared(by=gp_member)
    Change.objects.all().delete()
    given = {
        "interest": interest,
        "mitigation": "Leaves for items on the practice.",
        "reason": "Direct financial interest.",
        "seen_version": 1,
        "by": line_manager,
    }

    agreed = reviews.agree(**given)
    again = reviews.agree(**given)

    assert agreed == again
    assert agreed.version == 2
    version = interest.versions.last()
    assert version.mitigation == "Leaves for items on the practice."
    assert version.reason == "Direct financial interest."
    assert Change.objects.get().topic == "interest"
    assert AuditEvent.objects.about(interest).first().event == "interest.agreed"


def test_agree_refuses_a_stale_page(gp_member, officer):
    interest = declared(by=gp_member)
    interests.correct(
        interest=interest,
        declaration=declaration_of(interest),
        reason="x",
        seen_version=1,
        by=gp_member,
    )

    with pytest.raises(StaleEdit):
        reviews.agree(
            interest=interest, mitigation="a", reason="b", seen_version=1, by=officer
        )


def test_review_is_for_line_manager_and_officer_and_never_for_oneself(
    gp_member, officer, line_manager, guardian, outsider
):
    interest = declared(by=gp_member)

    codes = {
        name: door.may(user, "review", interest).code
        for name, user in {
            "own": gp_member,
            "officer": officer,
            "line manager": line_manager,
            "guardian": guardian,
            "outsider": outsider,
        }.items()
    }

    assert codes == {
        "own": "own_interest",
        "officer": "",
        "line manager": "",
        "guardian": "not_your_review",
        "outsider": "not_your_review",
    }
    assert door.may(line_manager, "read", interest)
    assert not door.may(line_manager, "read_note", interest)
    assert not door.may(line_manager, "correct", interest)


def test_reviews_refuse_empty_words_and_answers_to_nothing(gp_member, officer):
    interest = declared(by=gp_member)

    assert refusal(reviews.ask, interest=interest, words=" ", by=officer) == "no_words"
    assert (
        refusal(reviews.answer, interest=interest, words="Yes", by=gp_member)
        == "no_question"
    )
    assert (
        refusal(
            reviews.agree,
            interest=interest,
            mitigation="a",
            reason="",
            seen_version=1,
            by=officer,
        )
        == "no_words"
    )


def test_letters_about_interests_are_found_by_the_persons_officer(
    gp_member, officer, outsider, guardian
):
    interest = declared(by=gp_member)
    reviews.ask(interest=interest, words="How many hours?", by=officer)
    letter = Letter.objects.get()

    for user, finds in ((officer, True), (outsider, False), (guardian, False)):
        found = Letter.objects.filter(registry.selection_for(user))
        assert (letter in found) is finds
        assert bool(door.may(user, "manage", letter)) is finds


def agreed_of(interest, by, mitigation="None needed."):
    return reviews.agree(
        interest=interest,
        mitigation=mitigation,
        reason="He is only a patient.",
        seen_version=interest.version,
        by=by,
    )


def corrected_to(interest, by, **said):
    return interests.correct(
        interest=interest,
        declaration=replace(declaration_of(interest), **said),
        reason="I became more than a patient.",
        seen_version=interest.version,
        by=by,
    )


def agreed_by_on(interest, organisation, day):
    register = register_as_at(Whose(organisation=organisation), day)
    entries = entries_of(register, register.rows(), with_notes=False)
    return {entry.reference: entry.agreed_by for entry in entries}[interest.pk]


def test_agreement_of_other_words_is_asked_for_again(
    gp_member, line_manager, havering, settings, client
):
    manager_id, day = line_manager.person_id, clock.today()
    interest = declared(by=gp_member, tie=Tie.PATIENT, nature=Nature.PERSONAL)
    interest = agreed_of(interest, line_manager)
    assert not waiting_for_manager(manager_id, day).exists()
    assert agreed_by_on(interest, havering, day) == line_manager.label
    settings.QUORATE_TODAY = later = day + timedelta(days=3)

    interest = corrected_to(
        interest, gp_member, tie=Tie.PARTNER, nature=Nature.FINANCIAL
    )

    assert list(waiting_for_manager(manager_id, later)) == [interest]
    assert agreed_by_on(interest, havering, later) == ""
    assert agreed_by_on(interest, havering, day) == line_manager.label
    client.force_login(line_manager)
    page = reverse("conflicts:interest", args=[interest.pk])
    assert "Agreed before the last change" in client.get(page).content.decode()

    agreed_of(interest, line_manager, "Leaves the room.")
    assert not waiting_for_manager(manager_id, later).exists()
    assert agreed_by_on(interest, havering, later) == line_manager.label
    assert "Agreed before the last" not in client.get(page).content.decode()


def test_agreement_outlives_a_day_and_an_end_but_no_other_body(
    gp_member, line_manager, officer, havering
):
    interest = declared(by=gp_member, organisation=None, unlisted_name="Elm Trading")
    interest = agreed_of(interest, line_manager)

    interest = corrected_to(interest, gp_member, from_on=date(2013, 1, 1))
    assert not waiting_for_manager(line_manager.person_id, clock.today()).exists()
    interest = interests.end(interest=interest, on=clock.today(), by=officer)
    assert agreed_by_on(interest, havering, clock.today()) == line_manager.label

    body = CcgFactory(practice=True)
    corrected_to(interest, gp_member, organisation=body, unlisted_name="")
    assert agreed_by_on(interest, havering, clock.today()) == ""
