"""Possible breaches: reported by anybody, closed by a guardian who is not the subject."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from commissioning.enums import PostRole
from conflicts.actions import breach_cases, breaches
from conflicts.actions.breach_cases import Investigation
from conflicts.enums import BreachState
from conflicts.facts.breaches import people_named_in, seal_of, standing_statements
from conflicts.letters.breaches import letters_about_breaches
from conflicts.models import Breach, BreachStatement
from core.errors import RuleBroken, StaleEdit
from core.models import AuditEvent
from notices import registry
from notices.models import Letter
from people import door
from people.actors import PUBLIC, Task
from tests.factories.committees import CcgFactory, PostFactory, user_with_post
from tests.factories.conflicts import BreachFactory, InterestFactory, declared
from tests.factories.people import PersonFactory, UserFactory


HAPPENED = date(2016, 5, 10)
# A browser sends at least the token of the form.
EMPTY = {"csrfmiddlewaretoken": "x"}


def text(response) -> str:
    return response.content.decode()


def day(name, value: date) -> dict[str, object]:
    return {f"{name}_0": value.day, f"{name}_1": value.month, f"{name}_2": value.year}


def refusal(code, call, **said):
    with pytest.raises(RuleBroken) as refused:
        call(**said)
    assert refused.value.verdict.code == code


def reported(organisation, by=PUBLIC, **said) -> Breach:
    return breaches.report(
        **{
            "organisation": organisation,
            "happened_on": HAPPENED,
            "nature": "Dr Okafor stayed in the room.",
            "by": by,
            **said,
        }
    )


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


# -- reporting --------------------------------------------------------------------


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
    assert breach.about == f"interest:{interest.pk}:late"
    assert reported(havering, by=gp_member, interest=interest, nature="x") == breach


def test_report_about_the_guardian_sends_them_no_letter(havering, officer, guardian):
    interest = InterestFactory(person=guardian.person)

    breach = reported(havering, by=officer, interest=interest)

    letters = Letter.objects.filter(about=f"breach:{breach.pk}")
    assert [letter.person for letter in letters] == [officer.person]


# -- looking into it --------------------------------------------------------------


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


# -- no breaches in this period ---------------------------------------------------


QUARTER = {"first_day": date(2016, 1, 1), "last_day": date(2016, 3, 31)}


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


# -- pages ------------------------------------------------------------------------


def test_breach_report_page_by_anybody_who_signs_in(client, havering, guardian):
    client.force_login(UserFactory())
    url = reverse("conflicts:breach_report")

    page = text(client.get(url))
    wrong = text(client.post(url, {"nature": "He stayed.", "give_name": "no"}))
    client.post(
        url,
        {
            "organisation": havering.pk,
            **day("happened_on", HAPPENED),
            "nature": "He stayed.",
            "give_name": "no",
        },
    )

    assert "NHS Havering CCG" in page
    assert "Choose the organisation" in wrong
    assert "He stayed." in wrong
    assert Breach.objects.get().reporter == ""


def test_breach_report_page_gives_the_name_where_it_may(client, havering, guardian):
    user = UserFactory()
    client.force_login(user)

    client.post(
        reverse("conflicts:breach_report"),
        {
            "organisation": havering.pk,
            **day("happened_on", HAPPENED),
            "nature": "He stayed.",
            "give_name": "yes",
        },
    )

    assert Breach.objects.get().reporter == user.label


def test_breach_report_page_of_an_interest_only_for_its_readers(
    client, gp_member, officer, guardian, outsider
):
    interest = declared(by=gp_member, became_aware_on=date(2016, 3, 1))
    url = reverse("conflicts:breach_report")

    client.force_login(officer)
    page = text(client.get(url, {"interest": interest.pk}))
    assert "declared 64 days late" in page
    client.force_login(outsider)
    assert client.get(url, {"interest": interest.pk}).status_code == 404
    assert client.get(url, {"interest": "x"}).status_code == 404
    assert client.get(url).status_code == 200


def test_breach_pages_of_the_guardian_walk_to_the_public_site(
    client, havering, guardian
):
    PersonFactory(given_name="Samuel", family_name="Okafor")
    breach = reported(havering)
    client.force_login(guardian)

    def url(name):
        return reverse(f"conflicts:{name}", args=[breach.pk])

    form = client.get(url("breach_investigate")).context["form"]
    saved = client.post(
        url("breach_investigate"),
        {
            "seen": form.initial["seen"],
            **day("investigated_on", date(2016, 5, 20)),
            "findings": "He stayed.",
            "public_words": "Dr Okafor stayed.",
        },
        follow=True,
    )
    assert "seem to name Samuel Okafor" in text(saved)
    assert "Say whether it was a breach" in text(
        client.post(url("breach_close"), EMPTY)
    )
    client.post(url("breach_close"), {"outcome": "yes"})
    refused = text(client.post(url("breach_publish"), EMPTY))
    assert "seem to name Samuel Okafor" in refused
    form = client.get(url("breach_investigate")).context["form"]
    client.post(
        url("breach_investigate"),
        {
            "seen": form.initial["seen"],
            **day("investigated_on", date(2016, 5, 20)),
            "findings": "He stayed.",
            "public_words": "A member stayed.",
        },
    )
    client.post(url("breach_publish"), EMPTY)

    breach.refresh_from_db()
    assert breach.published_by == guardian
    page = text(client.get(url("breach")))
    assert "Closed: a breach" in page
    assert "A member stayed." in page


def test_breach_investigate_page_stale_keeps_what_was_typed(client, havering, guardian):
    breach = reported(havering)
    client.force_login(guardian)

    page = text(
        client.post(
            reverse("conflicts:breach_investigate", args=[breach.pk]),
            {"seen": "old", "findings": "What I found"},
        )
    )

    assert "Somebody else wrote to this meanwhile" in page
    assert "What I found" in page


CASES = ["breach", "breach_investigate", "breach_close", "breach_publish"]


@pytest.mark.parametrize("name", CASES)
def test_breach_pages_for_others(client, havering, officer, auditor, outsider, name):
    breach = reported(havering)
    url = reverse(f"conflicts:{name}", args=[breach.pk])
    elsewhere = user_with_post(CcgFactory(), PostRole.GUARDIAN)
    inside = 200 if name == "breach" else 403

    for user, status in (
        (officer, inside),
        (auditor, inside),
        (outsider, 404),
        (elsewhere, 404),
        (UserFactory(), 404),
    ):
        client.force_login(user)
        assert client.get(url).status_code == status
        if name != "breach":
            assert client.post(url).status_code == status


def test_breach_page_keeps_reporter_and_findings_from_its_subject(
    client, havering, officer, guardian
):
    interest = InterestFactory(person=guardian.person)
    breach = reported(havering, by=officer, interest=interest, reporter="Priya Anand")
    url = reverse("conflicts:breach", args=[breach.pk])

    client.force_login(guardian)
    own = text(client.get(url))
    client.force_login(officer)
    theirs = text(client.get(url))

    assert "Priya Anand" not in own
    assert "It is about you" in own
    assert "Priya Anand" in theirs
    assert "The guardian looks into it" in theirs


def test_breach_list_by_body_and_state(client, havering, officer, outsider):
    reported(havering)
    BreachFactory(organisation=CcgFactory(), nature="Elsewhere")
    client.force_login(officer)
    url = reverse("conflicts:breaches")

    page = text(client.get(url))
    none = text(client.get(url, {"state": "closed"}))

    assert "Dr Okafor stayed" in page
    assert "Elsewhere" not in page
    assert "Nothing was reported." in none
    client.force_login(UserFactory())
    assert client.get(url).status_code == 404


def test_breach_list_takes_as_many_queries_with_twice_the_rows(
    client, havering, officer
):
    BreachFactory.create_batch(2, organisation=havering)
    client.force_login(officer)
    url = reverse("conflicts:breaches")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    BreachFactory.create_batch(4, organisation=havering)
    with CaptureQueriesContext(connection) as many:
        client.get(url)

    assert len(few) == len(many)


def test_no_breaches_page(client, havering, guardian, officer, outsider):
    url = reverse("conflicts:no_breaches", args=[havering.pk])
    client.force_login(guardian)

    page = text(client.get(url))
    bare = text(client.post(url, EMPTY))
    client.post(url, {"period": "2016-01-01.2016-03-31"})

    assert "January to March 2016" in page
    assert "Choose the period" in bare
    assert BreachStatement.objects.get().last_day == date(2016, 3, 31)
    for user, status in ((officer, 403), (outsider, 404)):
        client.force_login(user)
        assert client.get(url).status_code == status


def test_no_breaches_page_says_why_not(client, havering, guardian):
    reported(havering, happened_on=date(2016, 2, 1))
    client.force_login(guardian)

    page = text(
        client.post(
            reverse("conflicts:no_breaches", args=[havering.pk]),
            {"period": "2016-01-01.2016-03-31"},
        )
    )

    assert "not closed yet" in page


def test_letters_of_a_body_keep_posts_apart(havering, guardian):
    """A post that ended gets no letter."""
    PostFactory(
        person=UserFactory().person,
        organisation=havering,
        role=PostRole.GUARDIAN,
        to_on=date(2016, 5, 31),
    )

    reported(havering)

    assert [letter.person for letter in Letter.objects.all()] == [guardian.person]
