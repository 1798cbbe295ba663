"""Two clicks, two officers: nothing twice, nothing lost, nothing overrun."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from committees.actions import committees
from committees.models import TermsOfReference
from core.errors import RuleBroken
from decisions.actions import actions
from decisions.models import Action
from meetings import uploads
from meetings.actions import gatherings, items, papers
from meetings.actions.conflict_rows import settle_items
from meetings.actions.items import ItemFields
from meetings.enums import PaperHandling, Participation, SubjectRole
from meetings.models import ConflictRow, Gathering, Item, Paper
from tests.factories.decisions import HELD_ON, world
from tests.factories.meetings import (
    ItemSubjectFactory,
    OrganisationFactory,
    PaperVersionFactory,
)
from tests.fixtures.pdf_files import tagged


pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return world(1)


def test_an_action_clicked_twice_is_one(scene):
    item = scene.item()
    said = {
        "item": item,
        "description": "Write to the practice.",
        "owner": scene.person("GP member"),
        "due_on": HELD_ON + timedelta(days=30),
        "by": scene.officer,
    }

    assert actions.open_action(**said) == actions.open_action(**said)

    assert Action.objects.count() == 1


def test_an_item_clicked_twice_is_one(scene):
    fields = ItemFields(title="Merger of two practices")
    said = {"gathering": scene.gathering, "fields": fields, "by": scene.officer}

    assert items.add(**said) == items.add(**said)

    assert Item.objects.filter(title="Merger of two practices").count() == 1


def test_a_meeting_clicked_twice_is_one(scene):
    said = {
        "title": "PCCC",
        "held_on": HELD_ON + timedelta(days=28),
        "starts_at_time": scene.gathering.starts_at_time,
        "venue": "Becketts House",
        "committee": scene.committees[0],
        "by": scene.officer,
        "reason": "As agreed.",
    }

    assert gatherings.plan(**said) == gatherings.plan(**said)

    assert Gathering.objects.filter(title="PCCC").count() == 1


def test_a_paper_clicked_twice_is_one(scene):
    item = scene.item()
    content = tagged("Text", 1)

    for _ in range(2):
        sent = SimpleUploadedFile("case.pdf", content)
        with uploads.checked(sent) as upload:
            papers.add(item=item, title="Case", upload=upload, by=scene.officer)

    assert Paper.objects.filter(item=item).count() == 1


def test_a_ruling_does_not_cover_what_was_declared_after_it_was_read(scene):
    item = scene.item(touches=scene.practice)
    gp = scene.user("GP member")
    scene.declares(gp)
    settle_items([item])
    seen = scene.rows(item, gp.person)
    bidder = OrganisationFactory(practice=True)
    scene.declares(gp, bidder)
    ItemSubjectFactory(item=item, organisation=bidder, role=SubjectRole.BIDDER)
    settle_items([item])

    with pytest.raises(RuleBroken) as refused:
        scene.rules(seen, Participation.TAKE_PART, PaperHandling.GIVEN)

    assert refused.value.verdict.code == "changed_meanwhile"
    assert ConflictRow.objects.get().treated_at is None


def test_a_dismissal_does_not_cover_what_was_declared_after_it_was_read(client, scene):
    item = scene.item(touches=scene.practice)
    gp = scene.user("GP member")
    scene.declares(gp)
    settle_items([item])
    chair = scene.user("Lay chair")
    client.force_login(chair)
    url = f"/meetings/{scene.gathering.pk}/conflicts/{item.pk}/{gp.person.pk}/"
    page = client.get(url).context["dismissal_form"]
    typed = {f"dismiss-{name}": page[name].value() or "" for name in page.fields}
    bidder = OrganisationFactory(practice=True)
    scene.declares(gp, bidder)
    ItemSubjectFactory(item=item, organisation=bidder, role=SubjectRole.BIDDER)
    settle_items([item])

    typed |= {"dismiss": "1", "dismiss-reason": "Left the practice."}
    answer = client.post(url, typed)

    assert answer.status_code == 200
    assert ConflictRow.objects.alive().exists()


def test_a_stale_save_of_a_paper_does_not_make_it_public(client, scene):
    item = scene.item()
    version = PaperVersionFactory(paper__item=item, paper__title="Case")
    client.force_login(scene.officer)
    url = f"/papers/{version.paper_id}/change/"
    form = client.get(url).context["form"]
    stale = {name: form[name].value() or "" for name in form.fields}
    client.post(url, stale | {"sensitivity": "restricted"})

    answer = client.post(url, stale | {"title": "The case"})

    assert answer.status_code == 200
    assert "restricted" in answer.content.decode().lower()
    paper = Paper.objects.get()
    assert (paper.title, paper.sensitivity) == ("Case", "restricted")


def test_terms_are_not_adopted_over_a_version_nobody_read(client, scene):
    committee = scene.committees[0]
    client.force_login(scene.officer)
    url = f"/committees/{committee.slug}/terms/new/"
    page = client.get(url).context
    typed = {}
    for form in (page["form"], page["seats"], page["clauses"]):
        typed |= _typed(form)
    day = {"effective_from_0": "1", "effective_from_1": "8", "effective_from_2": "2016"}
    day["departure_reason"] = "NHS England attends by invitation."
    first = client.post(url, typed | day)
    assert first.status_code == 302, first.context["form"].errors
    assert TermsOfReference.objects.filter(committee=committee).count() == 2

    later = client.post(url, typed | day | {"effective_from_0": "2"})

    assert later.status_code == 200
    assert TermsOfReference.objects.filter(committee=committee).count() == 2


def _typed(form):
    forms = [form, *getattr(form, "forms", [])]
    if hasattr(form, "management_form"):
        forms = [form.management_form, *form.forms]
    found = {}
    for one in forms:
        for bound in one:
            value = bound.value()
            if value is None or value is False:
                continue
            if hasattr(bound.field, "fields"):
                parts = bound.field.widget.decompress(value)
                for place, part in enumerate(parts):
                    found[f"{bound.html_name}_{place}"] = part
            elif isinstance(value, list | tuple | set | frozenset):
                found[bound.html_name] = [str(each) for each in value]
            else:
                found[bound.html_name] = value
    return found


@pytest.mark.parametrize(
    "pattern", ["PCC{n:0999999999}", "PCC{n.__class__}{n}", "PCC{n!r:>9999999}"]
)
def test_a_pattern_of_references_cannot_ask_for_more_than_a_number(pattern):
    with pytest.raises(RuleBroken):
        committees.check_reference_pattern(pattern)
