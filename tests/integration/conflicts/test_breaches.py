"""Breaches: reported, looked into, closed and published, or said to be none."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from commissioning.enums import PostRole
from conflicts.actions import breach_cases
from conflicts.actions.breach_cases import Investigation
from conflicts.enums import BreachState
from conflicts.facts.breaches import people_named_in, seal_of, standing_statements
from conflicts.letters.breaches import letters_about_breaches
from conflicts.models import Breach
from core.errors import RuleBroken, StaleEdit
from core.models import AuditEvent
from notices import registry
from notices.models import Letter
from people import door
from people.actors import PUBLIC, Task
from tests.factories.committees import CcgFactory, user_with_post
from tests.factories.conflicts import InterestFactory, declared
from tests.factories.people import PersonFactory
from tests.integration.conflicts.breach_cases import reported


def refusal(code, call, **said):
    with pytest.raises(RuleBroken) as refused:
        call(**said)
    assert refused.value.verdict.code == code


def looked_into(breach, by, **found) -> Breach:
    said = {
        "investigated_on": date(2016, 5, 20),
        "findings": "The interest was on the register, and not declared at the item.",
        "public_words": "A member stayed for an item that touched their practice.",
        **found,
    }
    return breach_cases.investigate(
        breach=breach, found=Investigation(**said), seen=seal_of(breach), by=by
    )


def closed(breach, by, *, is_breach=True, **found) -> Breach:
    saved = looked_into(breach, by, **found)
    return breach_cases.close(breach=saved, is_breach=is_breach, by=by)


QUARTER = {"first_day": date(2016, 1, 1), "last_day": date(2016, 3, 31)}


def test_report_tells_guardian_and_officer_in_words_without_names(
    havering, officer, guardian, auditor, outsider
):
    breach = reported(havering, by=outsider, reporter=outsider.label)

    letters = Letter.objects.filter(about=f"breach:{breach.pk}")
    assert {letter.person for letter in letters} == {officer.person, guardian.person}
    written = registry.render(letters.get(person=guardian.person))
    assert "Okafor" not in written.subject + written.text
    assert outsider.label not in written.subject + written.text
    assert reverse("conflicts:breach", args=[breach.pk]) in written.text
    assert AuditEvent.objects.about(breach).get().actor_label == outsider.label


def test_report_letter_is_not_written_for_who_left_or_whom_it_is_about(
    havering, guardian
):
    breach = reported(havering)
    letter = Letter.objects.get(about=f"breach:{breach.pk}")

    guardian.person.posts.update(to_on=date(2016, 5, 31))
    assert registry.render(letter) is None

    guardian.person.posts.update(to_on=None)
    Breach.objects.update(interest=InterestFactory(person=guardian.person))
    assert registry.render(letter) is None

    Letter.objects.update(about="breach:0")
    assert registry.render(Letter.objects.get()) is None


def test_report_letters_are_found_by_the_officer_alone(
    havering, officer, guardian, outsider
):
    reported(havering)

    def found(actor):
        return Letter.objects.filter(letters_about_breaches(actor)).count()

    assert found(officer) == 2
    assert found(guardian) == found(outsider) == found(PUBLIC) == 0


def test_report_unnamed_leaves_no_name_anywhere(havering, guardian, outsider):
    breach = reported(havering, by=outsider, reporter="")

    assert breach.reporter == ""
    assert AuditEvent.objects.about(breach).get().actor_label == "somebody unnamed"
    assert Letter.objects.get().planned_by == "somebody unnamed"


def test_report_twice_on_one_day_is_one(havering, guardian):
    assert reported(havering) == reported(havering)
    assert reported(havering) != reported(havering, nature="Something else.")
    assert Letter.objects.count() == 2


def test_report_refuses_no_words_the_future_and_a_strange_actor(havering):
    refusal("no_words", reported, organisation=havering, nature=" ")
    refusal(
        "happened_in_future",
        reported,
        organisation=havering,
        happened_on=date(2016, 6, 2),
    )
    refusal("not_to_report", reported, organisation=havering, by=Task("send letters"))


def test_report_about_an_interest_only_by_who_may_read_it(
    havering, officer, gp_member, outsider
):
    interest = declared(by=gp_member, became_aware_on=date(2016, 3, 1))

    refusal(
        "interest_not_yours",
        reported,
        organisation=havering,
        by=outsider,
        interest=interest,
    )
    breach = reported(havering, by=officer, interest=interest)
    assert breach.interest == interest


def test_report_about_an_interest_is_one_only_in_the_same_words_to_the_same_body(
    havering, officer, gp_member
):
    interest = declared(by=gp_member, became_aware_on=date(2016, 3, 1))
    about = {"interest": interest, "nature": "An interest was declared 20 days late."}

    late = reported(havering, by=officer, **about)

    assert reported(havering, by=gp_member, **about) == late
    stayed = reported(havering, by=officer, interest=interest, nature="Stayed in.")
    assert stayed not in {late, reported(CcgFactory(), by=officer, **about)}
    assert stayed.nature == "Stayed in."
    assert Breach.objects.filter(interest=interest).count() == 3


def test_report_about_the_guardian_sends_them_no_letter(havering, officer, guardian):
    interest = InterestFactory(person=guardian.person)

    breach = reported(havering, by=officer, interest=interest)

    letters = Letter.objects.filter(about=f"breach:{breach.pk}")
    assert [letter.person for letter in letters] == [officer.person]


def test_investigate_close_and_publish(havering, guardian):
    breach = closed(reported(havering), guardian)

    published = breach_cases.publish(breach=breach, by=guardian)
    again = breach_cases.publish(breach=breach, by=guardian)

    assert published.state == BreachState.CLOSED
    assert published.published_at == again.published_at
    assert [event.event for event in AuditEvent.objects.about(breach)] == [
        "breach.published",
        "breach.closed",
        "breach.investigated",
        "breach.reported",
    ]


def test_investigate_begins_and_stays(havering, guardian):
    first = looked_into(reported(havering), guardian)
    second = looked_into(first, guardian, learning="Ask at each item.")

    assert first.state == second.state == BreachState.INVESTIGATING
    assert second.learning == "Ask at each item."


def test_investigate_stale_keeps_both(havering, guardian):
    breach = reported(havering)
    seen = seal_of(breach)
    looked_into(breach, guardian)

    with pytest.raises(StaleEdit) as stale:
        breach_cases.investigate(
            breach=breach, found=Investigation(findings="Mine"), seen=seen, by=guardian
        )

    assert stale.value.submitted["findings"] == "Mine"
    assert "on the register" in stale.value.current["findings"]


@pytest.mark.parametrize("name", ["investigated_on", "nhs_england_told_on"])
def test_investigate_refuses_the_future(havering, guardian, name):
    refusal(
        "in_future",
        looked_into,
        breach=reported(havering),
        by=guardian,
        **{name: date(2016, 6, 2)},
    )


def test_close_needs_an_investigation_and_closes_once(havering, guardian):
    breach = reported(havering)

    refusal(
        "not_investigated",
        breach_cases.close,
        breach=breach,
        is_breach=True,
        by=guardian,
    )
    refusal(
        "not_investigated",
        closed,
        breach=breach,
        by=guardian,
        findings="",
    )
    breach.refresh_from_db()
    done = closed(breach, guardian, is_breach=False)
    assert done.state == BreachState.NO_BREACH
    refusal(
        "closed_already", breach_cases.close, breach=done, is_breach=True, by=guardian
    )


def test_publish_only_a_breach_with_words(havering, guardian):
    none = closed(reported(havering), guardian, is_breach=False)
    bare = closed(reported(havering, nature="x"), guardian, public_words="")

    refusal("not_closed_as_breach", breach_cases.publish, breach=none, by=guardian)
    refusal("no_public_words", breach_cases.publish, breach=bare, by=guardian)


def test_publish_warns_where_the_words_name_somebody(havering, guardian):
    PersonFactory(given_name="Samuel", family_name="Okafor")
    breach = closed(
        reported(havering), guardian, learning="Dr Okafor will leave the room."
    )

    refusal("names_in_public_words", breach_cases.publish, breach=breach, by=guardian)
    published = breach_cases.publish(breach=breach, by=guardian, names_confirmed=True)

    assert published.published_at is not None
    assert people_named_in("") == []


def test_investigate_what_is_published_may_not_name_anybody_either(havering, guardian):
    PersonFactory(given_name="Samuel", family_name="Okafor")
    breach = breach_cases.publish(
        breach=closed(reported(havering), guardian), by=guardian
    )

    refusal(
        "names_in_public_words",
        looked_into,
        breach=breach,
        by=guardian,
        public_words="Dr Okafor stayed.",
    )
    changed = looked_into(breach, guardian, public_words="Somebody stayed.")

    event = AuditEvent.objects.about(changed).filter(event="breach.investigated")[0]
    assert "A member stayed" in event.details["published_before"]["public_words"]


def test_only_a_guardian_of_the_body_acts(havering, officer, auditor, outsider):
    breach = reported(havering)
    elsewhere = user_with_post(CcgFactory(), PostRole.GUARDIAN)

    for user in (officer, auditor, outsider, elsewhere):
        refusal("not_the_guardian", looked_into, breach=breach, by=user)


def test_guardian_who_is_the_subject_neither_reads_the_findings_nor_closes(
    havering, officer, guardian
):
    interest = InterestFactory(person=guardian.person)
    breach = reported(havering, by=officer, interest=interest)
    another = user_with_post(havering, PostRole.GUARDIAN)

    refusal("own_case", looked_into, breach=breach, by=guardian)
    assert not door.may(guardian, "read_findings", breach)
    assert door.may(officer, "read_findings", breach)
    assert closed(breach, another).state == BreachState.CLOSED


def test_state_none_once(havering, guardian):
    first = breach_cases.state_none(organisation=havering, by=guardian, **QUARTER)
    second = breach_cases.state_none(organisation=havering, by=guardian, **QUARTER)

    assert first == second
    assert AuditEvent.objects.about(first).count() == 1


@pytest.mark.parametrize("on", [date(2016, 1, 1), date(2016, 3, 31)])
def test_state_none_is_refused_with_a_breach_in_the_period(havering, guardian, on):
    said = {"organisation": havering, "by": guardian, **QUARTER}
    breach = reported(havering, happened_on=on)

    refusal("breach_waiting", breach_cases.state_none, **said)
    closed(breach, guardian)
    refusal("breach_in_period", breach_cases.state_none, **said)
    breach_cases.publish(breach=breach, by=guardian)
    refusal("breach_in_period", breach_cases.state_none, **said)


def test_state_none_where_it_was_no_breach_or_lies_outside(havering, guardian):
    closed(reported(havering, happened_on=date(2016, 2, 1)), guardian, is_breach=False)
    closed(reported(havering, happened_on=date(2016, 4, 1)), guardian)
    reported(CcgFactory(), happened_on=date(2016, 2, 1))

    assert breach_cases.state_none(organisation=havering, by=guardian, **QUARTER)


def test_state_none_refuses_a_period_not_over_and_anybody_else(
    havering, guardian, officer
):
    said = {"organisation": havering, "first_day": date(2016, 4, 1)}

    refusal(
        "period_not_over",
        breach_cases.state_none,
        last_day=date(2016, 6, 30),
        by=guardian,
        **said,
    )
    refusal(
        "not_the_guardian",
        breach_cases.state_none,
        organisation=havering,
        by=officer,
        **QUARTER,
    )


def test_statement_is_not_shown_any_more_once_a_breach_is_found(havering, guardian):
    breach_cases.state_none(organisation=havering, by=guardian, **QUARTER)
    assert standing_statements(havering).count() == 1

    closed(reported(havering, happened_on=date(2016, 2, 1)), guardian)

    assert standing_statements(havering).count() == 0
