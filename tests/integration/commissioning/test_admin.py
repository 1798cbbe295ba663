"""The admin's saves are actions; nothing is deleted; the importer's rows are read."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib import admin
from django.urls import reverse

from commissioning.models import (
    CommissioningLevel,
    DelegationRule,
    Organisation,
    OrganisationLink,
    Post,
)
from core.models import AuditEvent
from tests.factories import commissioning as rows
from tests.factories import practices as practice_rows
from tests.factories.commissioning import (
    CommissioningFunctionFactory,
    OrganisationFactory,
    OrganisationLinkFactory,
    PostFactory,
)
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db


@pytest.fixture
def site(client, administrator):
    client.force_login(administrator)
    return client


def add(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")


def change(row):
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_change"
    return reverse(name, args=[row.pk])


def last_event():
    return AuditEvent.objects.latest("pk").event


def test_admin_records_and_closes_an_organisation(site):
    site.post(
        add(Organisation),
        {
            "name": "Invented Federation",
            "kind": "federation",
            "opened_on": "2015-04-01",
        },
    )
    body = Organisation.objects.get()
    assert last_event() == "organisation.recorded"

    site.post(change(body), {"closed_on": "2019-03-31"})

    body.refresh_from_db()
    assert (body.status, body.closed_on) == ("closed", date(2019, 3, 31))


def test_admin_gives_and_ends_a_post(site, ccg):
    person = PersonFactory()
    told = {"person": person.pk, "organisation": ccg.pk, "role": "officer"}
    site.post(add(Post), {**told, "from_on": "2015-04-01"})
    post = Post.objects.get()

    site.post(change(post), {"to_on": "2016-03-31"})

    post.refresh_from_db()
    assert post.to_on == date(2016, 3, 31)
    assert last_event() == "post.ended"


def test_admin_refusal_is_a_sentence(site):
    post = PostFactory()
    told = {"person": post.person_id, "organisation": post.organisation_id}

    page = site.post(
        add(Post), {**told, "role": "officer", "from_on": "2015-04-01"}, follow=True
    )

    assert "End that post first" in page.content.decode()
    assert Post.objects.count() == 1


def test_admin_opens_and_ends_a_tie(site):
    practice, company = OrganisationFactory(), OrganisationFactory(company=True)
    told = {"kind": "owned_by", "source": practice.pk, "target": company.pk}
    site.post(add(OrganisationLink), {**told, "from_on": "2015-04-01"})
    link = OrganisationLink.objects.get()

    site.post(change(link), {"to_on": "2016-03-31"})

    link.refresh_from_db()
    assert link.to_on == date(2016, 3, 31)


def test_admin_leaves_a_tie_from_ods(site):
    link = OrganisationLinkFactory(basis="ods")

    page = site.post(change(link), {"to_on": "2016-03-31"}, follow=True)

    assert "comes from ODS" in page.content.decode()


def test_admin_sets_a_level_and_writes_a_scheme(site, ccg):
    site.post(
        add(CommissioningLevel), {"ccg": ccg.pk, "level": 3, "from_on": "2015-04-01"}
    )
    function = CommissioningFunctionFactory()
    site.post(
        add(DelegationRule),
        {
            "ccg": ccg.pk,
            "function": function.pk,
            "committee_kind": "pccc",
            "power": "decide",
            "from_on": "2015-04-01",
        },
    )
    rule = DelegationRule.objects.get()
    site.post(change(rule), {"to_on": "2016-03-31"})

    rule.refresh_from_db()
    assert rule.to_on == date(2016, 3, 31)
    assert CommissioningLevel.objects.get().level == 3


FACTORIES = [
    factory
    for module in (rows, practice_rows)
    for name, factory in vars(module).items()
    if name.endswith("Factory") and factory.__module__ == module.__name__
]


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda one: one.__name__)
def test_admin_shows_every_row_and_deletes_none(site, factory):
    row = factory()
    listing = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_changelist")

    assert site.get(listing).status_code == 200
    assert site.get(change(row)).status_code == 200
    assert site.post(change(row).replace("change", "delete")).status_code == 403


@pytest.mark.parametrize("factory", FACTORIES, ids=lambda one: one.__name__)
def test_admin_is_closed_to_officers(client, officer, factory):
    row = factory()
    client.force_login(officer)

    assert client.get(change(row)).status_code in (302, 403, 404)
    assert admin.site.is_registered(type(row))
