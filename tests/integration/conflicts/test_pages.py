"""Registers for their readers, those inside and those outside."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from conflicts.actions import interests
from tests.factories.committees import CcgFactory
from tests.factories.conflicts import declared, recorded


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def surgery(db):
    return CcgFactory(
        practice=True, name="Imagined Elm Surgery", code="Y99001", postcode="RM1 1AA"
    )


def test_registers_are_for_those_who_keep_and_oversee_them(
    client, officer, guardian, auditor, gp_member, outsider, committee, havering
):
    committees = reverse("conflicts:committee_register", args=[committee.slug])
    whole = reverse("conflicts:organisation_register", args=[havering.pk])

    statuses = {}
    for name, user in {
        "officer": officer,
        "guardian": guardian,
        "auditor": auditor,
        "member": gp_member,
        "outsider": outsider,
    }.items():
        client.force_login(user)
        statuses[name] = tuple(
            client.get(url).status_code for url in (committees, whole)
        )

    assert statuses == {
        "officer": (200, 200),
        "guardian": (200, 200),
        "auditor": (200, 200),
        "member": (403, 404),
        "outsider": (404, 404),
    }


def test_register_shows_positions_lateness_and_the_silent(
    client, officer, gp_member, paper_member, committee
):
    declared(by=gp_member, became_aware_on=date(2016, 1, 1))
    client.force_login(officer)

    page = text(
        client.get(reverse("conflicts:committee_register", args=[committee.slug]))
    )

    assert f"GP member, {committee.short_name}" in page
    assert "124 days late" in page
    assert str(paper_member) in page


def test_register_filters(client, officer, gp_member, paper_member, havering, surgery):
    held = declared(by=gp_member, organisation=surgery)
    over = declared(by=gp_member, unlisted_name="Old Rooms Ltd")
    interests.end(interest=over, on=date(2016, 5, 1), by=gp_member)
    recorded(person=paper_member, by=officer, nature="personal", unlisted_name="Choir")
    client.force_login(officer)
    url = reverse("conflicts:organisation_register", args=[havering.pk])

    def concerns(**query) -> set[str]:
        page = text(client.get(url, query))
        return {
            each for each in (held.concern, "Old Rooms Ltd", "Choir") if each in page
        }

    assert concerns() == {held.concern, "Choir"}
    assert concerns(state="ended") == {"Old Rooms Ltd"}
    assert concerns(state="all", nature="personal") == {"Choir"}
    assert concerns(q="elm") == {held.concern}
    assert concerns(state="nonsense", page="99") == {held.concern, "Choir"}


def test_register_takes_as_many_queries_with_twice_the_rows(
    client, officer, gp_member, paper_member, committee, django_assert_max_num_queries
):
    client.force_login(officer)
    url = reverse("conflicts:committee_register", args=[committee.slug])
    counts = []
    for _ in range(2):
        for number in range(30):
            recorded(
                person=paper_member,
                by=officer,
                unlisted_name=f"Rooms {len(counts)} {number}",
            )
        declared(by=gp_member, unlisted_name=f"Rooms {len(counts)}")
        with django_assert_max_num_queries(16) as captured:
            page = client.get(url)
        counts.append(len(captured))

    assert counts[0] == counts[1]
    assert "Next" in text(page)
