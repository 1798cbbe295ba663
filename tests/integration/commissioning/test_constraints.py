"""What the database guarantees, tried to its face."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.commissioning import (
    CommissioningLevelFactory,
    DelegationRuleFactory,
    OrganisationFactory,
    OrganisationLinkFactory,
    OrganisationNameFactory,
    PostFactory,
    SourceFileFactory,
)
from tests.factories.practices import (
    ListSizeFactory,
    PracticeRecordFactory,
    SiteFactory,
)


pytestmark = pytest.mark.django_db
LATER = date(2014, 1, 1)


def again(make, row, *shared, **more):
    return make(**{name: getattr(row, name) for name in shared}, **more)


@pytest.mark.parametrize(
    ("constraint", "spoil"),
    [
        (
            "commissioning_organisation_code_once",
            lambda: again(OrganisationFactory, OrganisationFactory(), "code"),
        ),
        (
            "commissioning_organisation_code_upper",
            lambda: OrganisationFactory(code="f82023"),
        ),
        ("commissioning_organisation_named", lambda: OrganisationFactory(name="")),
        ("commissioning_organisation_named", lambda: OrganisationFactory(code="")),
        (
            "commissioning_organisation_days_in_order",
            lambda: OrganisationFactory(closed_on=date(2012, 1, 1), status="closed"),
        ),
        (
            "commissioning_organisation_closed_says_so",
            lambda: OrganisationFactory(closed_on=LATER),
        ),
        (
            "commissioning_name_one_a_day",
            lambda: again(
                OrganisationNameFactory,
                OrganisationNameFactory(),
                "organisation",
                from_on=LATER,
            ),
        ),
        (
            "commissioning_link_member_of_one",
            lambda: again(
                OrganisationLinkFactory,
                OrganisationLinkFactory(),
                "source",
                from_on=LATER,
            ),
        ),
        (
            "commissioning_link_once",
            lambda: again(
                OrganisationLinkFactory,
                OrganisationLinkFactory(kind="part_of"),
                "kind",
                "source",
                "target",
            ),
        ),
        (
            "commissioning_link_days_in_order",
            lambda: OrganisationLinkFactory(to_on=date(2012, 1, 1)),
        ),
        (
            "commissioning_link_not_to_itself",
            lambda: (lambda one: OrganisationLinkFactory(source=one, target=one))(
                OrganisationFactory()
            ),
        ),
        (
            "commissioning_level_one_a_day",
            lambda: again(
                CommissioningLevelFactory,
                CommissioningLevelFactory(),
                "ccg",
                from_on=date(2017, 4, 1),
            ),
        ),
        ("commissioning_level_known", lambda: CommissioningLevelFactory(level=4)),
        (
            "commissioning_post_once_a_day",
            lambda: again(
                PostFactory, PostFactory(), "person", "organisation", from_on=LATER
            ),
        ),
        ("commissioning_post_known", lambda: PostFactory(role="king")),
        (
            "commissioning_delegation_limit_not_negative",
            lambda: DelegationRuleFactory(limit_pence=-1),
        ),
        (
            "commissioning_source_file_once",
            lambda: again(SourceFileFactory, SourceFileFactory(), "sha256"),
        ),
        (
            "practices_list_size_once",
            lambda: again(ListSizeFactory, ListSizeFactory(), "organisation"),
        ),
        (
            "practices_record_days_in_order",
            lambda: PracticeRecordFactory(
                opened_on=LATER, closed_on=date(2013, 1, 1), status="closed"
            ),
        ),
        (
            "practices_site_practice_days_in_order",
            lambda: SiteFactory(practice_to_on=date(2012, 1, 1)),
        ),
    ],
)
def test_constraint_holds(constraint, spoil):
    with pytest.raises(IntegrityError, match=constraint):
        _spoil_and_check(spoil)


@transaction.atomic
def _spoil_and_check(spoil):
    spoil()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_days_that_touch_do_not_overlap():
    first = OrganisationLinkFactory(to_on=date(2016, 4, 5))
    OrganisationLinkFactory(source=first.source, from_on=date(2016, 4, 6))
    PostFactory(
        person=PostFactory(to_on=date(2016, 4, 5)).person, from_on=date(2016, 4, 6)
    )

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
