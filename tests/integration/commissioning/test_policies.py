"""The door's answers about organisations and posts."""

from __future__ import annotations

from datetime import date

import pytest

from commissioning.enums import PostRole
from commissioning.models import (
    CommissioningLevel,
    Organisation,
    OrganisationLink,
    Post,
    SourceFile,
)
from commissioning.policies import IMPORTER, holds_post, officer_of
from people import door
from people.actors import PUBLIC, Task
from tests.factories.commissioning import (
    CommissioningLevelFactory,
    OrganisationFactory,
    OrganisationLinkFactory,
    PostFactory,
)


pytestmark = pytest.mark.django_db


def test_everybody_reads_organisations(ccg):
    assert door.may(PUBLIC, "read", ccg)
    assert door.may(Task("search"), "read", Organisation)


def test_only_the_own_officer_administers_an_organisation(
    ccg, officer, outsider, reader, administrator
):
    answers = {
        who: bool(door.may(actor, "administer", ccg))
        for who, actor in {
            "officer": officer,
            "outsider": outsider,
            "reader": reader,
            "administrator": administrator,
            "public": PUBLIC,
        }.items()
    }

    assert answers == {
        "officer": True,
        "outsider": False,
        "reader": False,
        "administrator": True,
        "public": False,
    }
    assert door.may(outsider, "administer", Organisation)
    assert not door.may(PUBLIC, "administer", Organisation)


def test_an_officer_administers_the_rows_of_the_own_ccg(ccg, officer, outsider):
    level = CommissioningLevelFactory(ccg=ccg)

    assert door.may(officer, "administer", level)
    assert not door.may(outsider, "administer", level)
    assert door.may(outsider, "administer", CommissioningLevel)


def test_posts_and_imports_are_for_administrators(officer, administrator):
    assert not door.may(officer, "administer", Post)
    assert door.may(administrator, "administer", Post)
    assert not door.may(officer, "import", SourceFile)
    assert door.may(administrator, "import", SourceFile)
    assert door.may(IMPORTER, "import", SourceFile)
    assert not door.may(Task("send_letters"), "import", SourceFile)


def test_links_are_for_officers(officer, reader):
    assert door.may(officer, "administer", OrganisationLink)
    assert not door.may(reader, "administer", OrganisationLink)


def test_a_tie_is_for_officers_of_a_ccg_to_which_an_end_belongs(
    ccg, officer, outsider, administrator, reader
):
    link = OrganisationLinkFactory(target=ccg)

    assert door.may(officer, "administer", link)
    assert door.may(administrator, "administer", link)
    assert not door.may(outsider, "administer", link)
    assert not door.may(reader, "administer", link)
    assert not door.may(PUBLIC, "administer", link)
    assert door.may(officer, "tie", link.source)
    assert not door.may(outsider, "tie", link.source)


def test_a_post_counts_on_its_days_and_for_active_users(ccg, officer):
    day = date(2016, 6, 1)

    assert holds_post(officer, PostRole.OFFICER, ccg, day)
    assert holds_post(officer, PostRole.OFFICER, ccg.pk, day)
    assert not holds_post(officer, PostRole.GUARDIAN, ccg, day)
    assert not holds_post(officer, PostRole.OFFICER, ccg, date(2013, 3, 31))
    assert officer_of(officer, [OrganisationFactory(), ccg], day=day)
    assert not officer_of(PUBLIC, [ccg], day=day)
    officer.is_active = False
    assert not holds_post(officer, PostRole.OFFICER, ccg, day)


def test_an_ended_post_ends_its_rights(ccg, reader):
    PostFactory(person=reader.person, organisation=ccg, to_on=date(2014, 1, 1))

    assert not officer_of(reader, [ccg])
    assert not door.may(reader, "administer", Organisation)
