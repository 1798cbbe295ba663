"""A full register that was downloaded loads back with no mapping and changes nothing."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse

from conflicts.actions import imports, imports_working, interests
from conflicts.enums import ImportPolicy, ImportState, PublicationState, RowState, Tie
from conflicts.models import Interest, InterestVersion
from conflicts.rules.imports_dates import DateOrder
from core.models import Change
from people.models import Person
from tests.factories.conflicts import PositionFactory, recorded
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def register(havering, officer, committee, paper_member, settings, tmp_path):
    """Entries of every kind: indirect, unlisted, ended, refused, odd to spreadsheets."""
    settings.MEDIA_ROOT = tmp_path
    recorded(person=paper_member, by=officer, tie=Tie.PARTNER)
    recorded(
        person=paper_member,
        by=officer,
        organisation=None,
        unlisted_name="=Elm, “Trading”",
        company_number="01234567",
        description="-home\nand away; “quoted”, Zoë",
        may_touch="+Premises",
        mitigation="@Leaves the room",
        restricted_note="His wife’s name.",
        is_indirect=True,
        relationship="spouse",
        from_on=None,
        consents_to_publication=False,
        refusal_reason="Harm.",
    )
    ended = recorded(
        person=paper_member,
        by=officer,
        arose_on=date(2012, 3, 31),
        became_aware_on=date(2012, 4, 2),
        description="Adviser until May",
    )
    interests.end(interest=ended, on=date(2016, 5, 31), by=officer)
    namesake = PersonFactory(
        given_name=paper_member.given_name,
        family_name=paper_member.family_name,
        email="",
    )
    PositionFactory(person=namesake, organisation=havering)
    recorded(person=namesake, by=officer, description="The other of that name")
    Interest.objects.filter(description="Adviser until May").update(
        publication=PublicationState.REDACT_NAME
    )


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_downloaded_register_loads_back_and_changes_nothing(
    client, register, havering, officer, form
):
    client.force_login(officer)
    where = reverse("conflicts:organisation_register_file", args=[havering.pk, form])
    response = client.get(where, {"state": "all"})
    content = b"".join(response) if response.streaming else response.content
    before = (
        list(Interest.objects.order_by("pk").values()),
        list(InterestVersion.objects.order_by("pk").values()),
        Person.objects.count(),
        Change.objects.count(),
    )

    made = imports.upload(
        organisation=havering,
        file=io.BytesIO(content),
        name=f"register.{form}",
        register_date=date(2016, 6, 1),
        by=officer,
    )
    imports.match_columns(
        register_import=made,
        mapping=imports.columns_of(made),
        order=DateOrder.DAY_FIRST,
        policy=ImportPolicy.CLEAN_ROWS,
        by=officer,
    )
    imports_working.work_on_imports()

    made.refresh_from_db()
    assert made.state == ImportState.CHECKED
    rows = list(made.rows.order_by("number"))
    assert [(row.state, row.problems) for row in rows] == [(RowState.KNOWN, [])] * 4
    after = (
        list(Interest.objects.order_by("pk").values()),
        list(InterestVersion.objects.order_by("pk").values()),
        Person.objects.count(),
        Change.objects.count(),
    )
    assert after == before
