"""The demonstration: filled once, whole, and saying that it is invented."""

from __future__ import annotations

import re
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from committees.models import Committee, TermsOfReference
from conflicts.enums import ImportState
from conflicts.models import Interest, RegisterImport, Review
from core.models import AuditEvent
from decisions.enums import Effect, Outcome
from decisions.models import Action, Decision, Minutes
from desk.demo import world
from desk.demo.signins import PASSWORD, demo_signins
from meetings.enums import GatheringState, Part
from meetings.models import ConflictRow, Gathering, Paper, PaperVersion
from notices.models import Letter
from packs.models import PackCopy, PackState
from people.models import Person, User


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker, tmp_path_factory):
    """Fill the demonstration once for this module; return what the command said."""
    said = StringIO()
    with (
        django_db_blocker.unblock(),
        override_settings(
            QUORATE_TODAY=date(2016, 6, 1),
            MEDIA_ROOT=tmp_path_factory.mktemp("media"),
            QUORATE_IS_DEMO=True,
        ),
        transaction.atomic(),
    ):
        call_command("seed_demo", stdout=said)
        yield said.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def demo(told, db):
    """Stand in the demonstration's world."""
    return told


def held() -> Gathering:
    return Gathering.objects.get(held_on=date(2016, 4, 13))


def coming() -> Gathering:
    return Gathering.objects.get(held_on=date(2016, 6, 15))


def signed_in(client, key):
    client.force_login(User.objects.get(email=f"{key}@demo.quorate.example"))
    return client


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_seed_demo_twice_does_nothing_but_say_so(demo):
    before = AuditEvent.objects.count()
    said = StringIO()

    call_command("seed_demo", stdout=said)

    assert "The demonstration is filled" in demo
    assert "there already: nothing was done" in said.getvalue()
    assert AuditEvent.objects.count() == before


def test_demo_committees_are_those_of_the_story(demo):
    assert Committee.objects.count() == 7
    assert Gathering.objects.count() == 5
    drafts = Gathering.objects.filter(state=GatheringState.DRAFT)
    assert {one.title for one in drafts} == {
        held().title,
        "North Central London Primary Care Joint Committee",
        "BaNES Strategic Primary Care Group",
    }


def test_demo_sign_ins_can_sign_in(demo):
    for one in demo_signins():
        user = User.objects.get(email=one.email)
        assert user.check_password(PASSWORD)
        assert user.person is None or str(user.person) == one.name


def test_demo_meeting_of_april_was_held_with_unlike_outcomes(demo):
    item = held().items.get(title__startswith="Evening and weekend")
    outcomes = [one.outcome for one in item.decisions.order_by("sitting__position")]
    deferred = item.decisions.get(outcome=Outcome.DEFERRED)

    assert outcomes == [
        Outcome.APPROVED,
        Outcome.DEFERRED,
        Outcome.APPROVED_WITH_CONDITIONS,
    ]
    assert not deferred.quorum_check.is_quorate
    assert held().state == GatheringState.MINUTES_DRAFT
    assert Decision.objects.filter(effect=Effect.IRREGULAR).count() == 1


def test_demo_shows_what_was_put_off_and_what_is_carried_over(demo, client):
    officer = signed_in(client, "officer")
    plan = text(officer.get(reverse("decisions:forward_plan")))
    later = Gathering.objects.get(held_on=date(2016, 8, 10))
    carried = later.items.get()

    waiting = plan.split("Meetings to come")[0]
    assert "Rainham Quay Medical Centre: a smaller practice boundary" in waiting
    assert carried.title not in waiting
    assert carried.continues == held().items.get(title=carried.title)
    assert reverse("meetings:gathering", args=[later.pk]) in text(officer.get("/"))
    rows = ConflictRow.objects.filter(item__in=held().items.all())
    assert not rows.untreated().exists()


def test_demo_minutes_tell_who_left_and_that_is_all_of_part_one(demo):
    public = Minutes.objects.get(gathering=held(), part=Part.ONE)

    assert any("Okafor left" in one for one in public.sections["movements"])
    assert "Becontree" not in str(public.sections)
    assert Minutes.objects.filter(gathering=held(), part=Part.TWO).exists()


def test_demo_pack_of_april_was_sent_and_withholds(demo):
    pack = held().packs.get(supplement=0)
    letters = Letter.objects.filter(about=f"pack:{pack.pk}")
    person = Person.objects.get(family_name="Okafor")

    assert (pack.state, pack.sent_at is None) == (PackState.SUPERSEDED, False)
    # Fourteen who come, and the assistant of one of them.
    assert letters.count() == pack.copies.count() == 15
    assert pack.copies.filter(person__family_name="Whitcombe").exists()
    mine = PackCopy.objects.get(pack=pack, person=person).manifest["entries"]
    assert any(entry["grant"] == "withheld" for entry in mine)


def test_demo_supplement_of_april_brings_one_late_item_with_the_chairs_reason(demo):
    late = held().items.get(is_late=True)
    supplement = held().packs.get(supplement=1)
    reason = late.late_reasons.get()

    assert supplement.state == PackState.SENT
    assert str(reason.chair) == "Margaret Ellison"
    assert late.decisions.count() == 3
    assert Letter.objects.filter(about=f"pack:{supplement.pk}").count() == 15


def test_demo_public_is_given_the_redacted_paper_of_june_and_no_other(demo, client):
    paper = Paper.objects.get(title__startswith="Accounts of both")
    full = paper.versions.get()
    page = text(client.get(reverse("publishing:gathering", args=[coming().pk])))

    assert full.twins.get().pages == full.pages
    assert paper.title in page
    assert client.get(reverse("publishing:paper", args=[full.pk])).status_code == 404


def test_demo_meeting_of_june_waits_for_the_chair(demo, client):
    waiting = ConflictRow.objects.untreated().filter(item__gathering=coming())
    traces = [ground.trace for row in waiting for ground in row.grounds.all()]

    assert coming().state == GatheringState.NOTICE_GIVEN
    assert any("Three Rivers Federation" in one for one in traces)
    assert any("practice of NHS Havering CCG" in one for one in traces)
    page = text(signed_in(client, "chair").get("/"))
    assert reverse("meetings:conflicts", args=[coming().pk]) in page


def test_demo_agenda_of_june_has_two_parts_with_headings_and_sub_items(demo):
    matters = coming().items.matters()

    assert matters.filter(part=Part.ONE).count() >= 10
    assert matters.get(part=Part.TWO).private_ground
    assert coming().items.filter(is_heading=True).count() == 3
    assert matters.filter(parent__isnull=False).count() == 2
    assert not matters.filter(reference="").exists()
    assert not matters.filter(function="").exists()


def test_demo_papers_are_tagged_and_say_what_they_are(demo):
    versions = PaperVersion.objects.all()

    assert versions.count() == 20
    assert all(version.is_tagged for version in versions)
    assert all(version.pages >= 1 for version in versions)


def test_demo_actions_are_open_late_and_done(demo):
    assert Action.objects.filter(closed_at__isnull=False).count() == 1
    assert Action.objects.filter(
        closed_at__isnull=True, due_on__lt=world.TODAY
    ).exists()


def test_demo_public_pages_tell_nothing_that_is_not_public(demo, client):
    committees = Committee.objects.values_list("slug", flat=True)
    urls = [
        "/",
        reverse("publishing:home"),
        reverse("publishing:committees"),
        *(
            reverse("publishing:gathering", args=[one.pk])
            for one in Gathering.objects.exclude(state=GatheringState.DRAFT)
        ),
        *(reverse("publishing:committee", args=[slug]) for slug in committees),
        *(reverse("publishing:register", args=[slug]) for slug in committees),
    ]
    hidden = Interest.objects.exclude(publication="publish").get()
    secrets = {
        hidden.restricted_note,
        hidden.refusal_reason,
        hidden.description,
        "Becontree",
        "Remedial",
        "rent review",
        "Example Evening Doctors",
        "Example Street",
        "Premises strategy",
        *(
            item.private_ground
            for one in Gathering.objects.all()
            for item in one.items.filter(part=Part.TWO)
        ),
    }

    for url in urls:
        page = text(client.get(url))
        assert [secret for secret in secrets if secret in page] == [], url


def test_demo_drafts_and_part_two_are_not_there_for_the_public(demo, client):
    drafts = Gathering.objects.filter(state=GatheringState.DRAFT)
    private = PaperVersion.objects.filter(paper__item__part=Part.TWO)
    urls = [
        *(reverse("publishing:gathering", args=[one.pk]) for one in drafts),
        *(reverse("publishing:paper", args=[one.pk]) for one in private),
    ]

    assert len(urls) == 5
    assert {client.get(url).status_code for url in urls} == {404}


@pytest.mark.parametrize("key", [one.email.split("@")[0] for one in demo_signins()])
def test_demo_home_of_everybody_leads_somewhere(demo, client, key):
    signed_in(client, key)

    home = client.get("/")

    for task in home.context["desk"].tasks:
        assert task.url, task.title
        assert client.get(task.url).status_code == 200, task.title


def test_demo_author_is_asked_for_the_paper_that_is_still_to_come(demo, client):
    home = text(signed_in(client, "primary.care").get("/"))

    assert "Hand in your paper: Quality of practices" in home


def test_demo_auditor_finds_the_records_of_bhr_and_changes_nothing(demo, client):
    signed_in(client, "auditor")

    home = text(client.get("/"))

    assert reverse("meetings:gathering", args=[coming().pk]) in home
    for one in (held(), coming()):
        assert (
            client.get(reverse("meetings:conflicts", args=[one.pk])).status_code == 200
        )
        assert client.get(reverse("meetings:cancel", args=[one.pk])).status_code == 403


def test_demo_terms_give_reasons_that_an_officer_would_give(demo):
    reasons = TermsOfReference.objects.values_list("departure_reason", flat=True)

    assert not any("demonstration" in one for one in reasons)
    assert any("Healthwatch" in one for one in reasons)


def test_demo_officer_of_another_area_is_an_outsider(demo, client):
    signed_in(client, "ncl")

    answer = client.get(reverse("meetings:gathering", args=[coming().pk]))

    assert answer.status_code == 404


def test_demo_round_is_half_answered(demo, client):
    home = text(signed_in(client, "officer").get("/"))
    member = text(signed_in(client, "gp").get("/"))

    assert re.search(r"\d+ of \d+ have not answered", home)
    assert "Confirm your interests by 13 June 2016" in member


def test_demo_has_an_old_register_to_load_and_rules_to_come(demo, client):
    made = RegisterImport.objects.get()
    states = made.rows.values_list("state", flat=True)
    officer = signed_in(client, "officer")
    page = text(officer.get(reverse("conflicts:import", args=[made.pk])))
    rules = text(officer.get(reverse("conflicts:rules", args=[made.organisation_id])))

    assert made.state == ImportState.CHECKED
    assert sorted(states) == ["clean", "clean", "faulty", "faulty"]
    assert "register-2015.csv" in page
    assert "Not begun" in rules


def test_demo_asks_about_an_offer_against_the_advice(demo, client):
    question = Review.objects.get(gift__isnull=False)
    guardian = signed_in(client, "guardian")

    page = text(guardian.get(reverse("conflicts:gift", args=[question.gift_id])))

    assert "Against the advice" in page
    assert "Who paid for the room" in page
