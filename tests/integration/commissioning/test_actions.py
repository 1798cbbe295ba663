"""What changes by hand: posts, ties, levels, schemes and bodies ODS does not know."""

from __future__ import annotations

from datetime import date

import pytest

from commissioning.actions import delegation, levels, links, organisations, posts
from commissioning.enums import OrganisationKind, PostRole
from commissioning.facts import level_on, levels_on, practices_of
from commissioning.models import (
    CommissioningFunction,
    CommissioningLevel,
    OrganisationLink,
    Post,
)
from commissioning.values import Function, Level, LinkKind, Power
from core.errors import RuleBroken
from core.models import AuditEvent, Change
from tests.factories.commissioning import (
    OrganisationFactory,
    OrganisationLinkFactory,
    OrganisationNameFactory,
)
from tests.factories.people import PersonFactory


pytestmark = pytest.mark.django_db
APRIL_15, APRIL_17 = date(2015, 4, 1), date(2017, 4, 1)


def refused(code):
    class Refusal:
        def __enter__(self):
            self.raised = pytest.raises(RuleBroken)
            self.caught = self.raised.__enter__()

        def __exit__(self, *error):
            swallowed = self.raised.__exit__(*error)
            assert self.caught.value.verdict.code == code
            return swallowed

    return Refusal()


def events():
    return list(AuditEvent.objects.order_by("pk").values_list("event", flat=True))


def topics():
    return list(Change.objects.order_by("pk").values_list("topic", flat=True))


@pytest.fixture
def post(ccg, administrator):
    return posts.appoint(
        person=PersonFactory(),
        organisation=ccg,
        role=PostRole.OFFICER,
        from_on=APRIL_15,
        by=administrator,
    )


def test_posts_appoint_and_end(post, administrator):
    posts.end(post=post, to_on=date(2016, 3, 31), by=administrator)

    assert Post.objects.held_on(date(2016, 3, 31)).count() == 1
    assert Post.objects.held_on(date(2016, 4, 1)).count() == 0
    assert Post.objects.held_on(date(2015, 3, 31)).count() == 0
    assert events() == ["post.appointed", "post.ended"]


def test_posts_appoint_twice_is_refused(post, ccg, administrator):
    with refused("post_held_already"):
        posts.appoint(
            person=post.person,
            organisation=ccg,
            role=PostRole.OFFICER,
            from_on=date(2020, 1, 1),
            by=administrator,
        )


def test_posts_appoint_backwards_is_refused(ccg, administrator):
    with refused("days_backwards"):
        posts.appoint(
            person=PersonFactory(),
            organisation=ccg,
            role=PostRole.AUTHOR,
            from_on=APRIL_17,
            to_on=APRIL_15,
            by=administrator,
        )


def test_posts_are_given_by_administrators_alone(ccg, officer):
    with refused("not_administrator"):
        posts.appoint(
            person=PersonFactory(),
            organisation=ccg,
            role=PostRole.OFFICER,
            from_on=APRIL_15,
            by=officer,
        )


def test_posts_end_refuses_impossible_days(post, administrator):
    with refused("days_backwards"):
        posts.end(post=post, to_on=date(2015, 3, 31), by=administrator)
    ended = posts.end(post=post, to_on=date(2016, 3, 31), by=administrator)
    with refused("post_ended"):
        posts.end(post=ended, to_on=APRIL_17, by=administrator)


def test_links_open_and_end_leave_change_rows(officer):
    practice = OrganisationFactory()
    federation = OrganisationFactory(kind="federation", code=None)
    link = links.open(
        kind=LinkKind.IN_FEDERATION,
        source=practice,
        target=federation,
        from_on=APRIL_15,
        by=officer,
    )
    links.end(link=link, to_on=date(2016, 3, 31), by=officer)

    assert topics() == ["organisation_link"] * 2
    assert Change.objects.first().key == str(link.pk)
    assert events() == ["organisation_link.opened", "organisation_link.ended"]
    in_force = OrganisationLink.objects.in_force_on(date(2016, 3, 31))
    assert list(in_force.touching([federation.pk])) == [link]


def test_links_open_refuses_a_second_membership(ccg, officer):
    held = OrganisationLinkFactory(target=ccg)

    with refused("member_of_another"):
        links.open(
            kind=LinkKind.MEMBER_OF,
            source=held.source,
            target=OrganisationFactory(ccg=True),
            from_on=APRIL_15,
            by=officer,
        )


def test_links_open_refuses_nonsense(officer):
    practice, company = OrganisationFactory(), OrganisationFactory(company=True)
    told = {"kind": LinkKind.LANDLORD_OF, "source": company, "by": officer}

    with refused("link_to_itself"):
        links.open(**told, target=company, from_on=APRIL_15)
    with refused("days_backwards"):
        links.open(**told, target=practice, from_on=APRIL_17, to_on=APRIL_15)
    links.open(**told, target=practice, from_on=APRIL_15)
    with refused("link_there_already"):
        links.open(**told, target=practice, from_on=APRIL_17)


def test_ties_of_another_ccgs_practice_are_left_alone(outsider):
    practice = OrganisationLinkFactory().source
    told = {"kind": LinkKind.IN_FEDERATION, "from_on": APRIL_15, "by": outsider}
    with refused("not_officer"):
        links.open(**told, source=practice, target=OrganisationFactory(company=True))
    link = OrganisationLinkFactory(source=practice, kind=LinkKind.OWNED_BY.value)
    with refused("not_officer"):
        links.end(link=link, to_on=APRIL_17, by=outsider)


def test_links_are_recorded_by_officers(reader):
    with refused("not_officer"):
        links.open(
            kind=LinkKind.HOSTS,
            source=OrganisationFactory(),
            target=OrganisationFactory(),
            from_on=APRIL_15,
            by=reader,
        )


def test_links_end_leaves_ods_alone(ccg, officer):
    link = OrganisationLinkFactory(target=ccg, basis="ods")
    with refused("link_from_ods"):
        links.end(link=link, to_on=APRIL_17, by=officer)

    recorded = OrganisationLinkFactory(target=ccg)
    with refused("days_backwards"):
        links.end(link=recorded, to_on=date(2012, 1, 1), by=officer)


def test_levels_set_ends_the_level_before(ccg, officer):
    levels.set(ccg=ccg, level=Level.JOINT, from_on=APRIL_15, by=officer)
    levels.set(ccg=ccg, level=Level.DELEGATED, from_on=APRIL_17, by=officer)

    assert level_on(ccg, date(2017, 3, 31)) is Level.JOINT
    assert level_on(ccg.pk, APRIL_17) is Level.DELEGATED
    assert level_on(ccg, date(2015, 3, 31)) is None
    assert CommissioningLevel.objects.count() == 2


def test_levels_set_goes_forward_only(ccg, officer):
    levels.set(ccg=ccg, level=Level.JOINT, from_on=APRIL_17, by=officer)

    with refused("later_level_recorded"):
        levels.set(ccg=ccg, level=Level.JOINT, from_on=APRIL_15, by=officer)


def test_levels_set_is_for_commissioners_and_their_officers(
    ccg, outsider, administrator
):
    with refused("not_officer_of_organisation"):
        levels.set(ccg=ccg, level=Level.JOINT, from_on=APRIL_15, by=outsider)
    with refused("not_a_commissioner"):
        levels.set(
            ccg=OrganisationFactory(),
            level=Level.JOINT,
            from_on=APRIL_15,
            by=administrator,
        )


def test_levels_on_takes_one_query(ccg, officer, django_assert_num_queries):
    other = OrganisationFactory(ccg=True)
    levels.set(ccg=ccg, level=Level.JOINT, from_on=APRIL_15, by=officer)

    with django_assert_num_queries(1):
        assert levels_on([ccg.pk, other.pk], APRIL_17) == {ccg.pk: Level.JOINT}


def test_delegation_record_and_end(ccg, officer):
    told = {
        "ccg": ccg,
        "function": Function.PREMISES,
        "committee_kind": "pccc",
        "power": Power.DECIDE,
        "from_on": APRIL_15,
        "by": officer,
    }
    rule = delegation.record(**told, limit_pence=100_000_00)

    with refused("delegated_already"):
        delegation.record(**told)
    with refused("days_backwards"):
        delegation.end(rule=rule, to_on=date(2015, 3, 31), by=officer)
    with refused("days_backwards"):
        delegation.record(**{**told, "from_on": APRIL_17}, to_on=APRIL_15)
    with refused("limit_negative"):
        delegation.record(**told, limit_pence=-1)
    delegation.end(rule=rule, to_on=date(2016, 3, 31), by=officer)

    assert CommissioningFunction.objects.get().code == "premises"
    assert topics() == ["delegation_rule"] * 2


def test_organisations_record_rename_and_close(officer, administrator):
    federation = organisations.record(
        name="  Invented   Federation Ltd ",
        kind=OrganisationKind.FEDERATION,
        opened_on=APRIL_15,
        company_number="0987654x",
        is_invented=True,
        by=officer,
    )
    organisations.rename(
        organisation=federation,
        name="Better Together Ltd",
        from_on=APRIL_17,
        by=administrator,
    )
    organisations.close(
        organisation=federation, closed_on=date(2019, 3, 31), by=administrator
    )

    federation.refresh_from_db()
    assert (federation.name, federation.status) == ("Better Together Ltd", "closed")
    assert [(one.name, str(one.to_on)) for one in federation.names.all()] == [
        ("Invented Federation Ltd", "2017-03-31"),
        ("Better Together Ltd", "None"),
    ]
    assert federation.company_number == "0987654X"


def test_organisations_record_never_reuses_a_code(officer):
    taken = OrganisationFactory()

    with refused("code_taken"):
        organisations.record(
            name="X",
            kind=OrganisationKind.COMPANY,
            code=taken.code.lower(),
            by=officer,
        )


def test_organisations_refuse_readers_and_leave_ods_alone(reader, administrator):
    with refused("not_officer_of_organisation"):
        organisations.record(name="X", kind=OrganisationKind.COMPANY, by=reader)
    known = OrganisationNameFactory(source="ods").organisation
    with refused("organisation_from_ods"):
        organisations.rename(
            organisation=known, name="X", from_on=APRIL_15, by=administrator
        )
    with refused("organisation_from_ods"):
        organisations.close(organisation=known, closed_on=APRIL_15, by=administrator)


def test_organisations_rename_and_close_refuse_impossible_days(administrator):
    body = OrganisationNameFactory().organisation

    with refused("later_name_recorded"):
        organisations.rename(
            organisation=body, name="X", from_on=date(2013, 4, 1), by=administrator
        )
    with refused("days_backwards"):
        organisations.close(
            organisation=body, closed_on=date(2012, 1, 1), by=administrator
        )


def test_practices_of_a_ccg_on_a_day():
    link = OrganisationLinkFactory(to_on=date(2016, 4, 5))
    OrganisationLinkFactory(target=link.target, source__closed=True)
    OrganisationLinkFactory(target=link.target, kind="commissioned_by")

    assert practices_of(link.target, date(2016, 4, 5)).count() == 2
    assert practices_of(link.target.pk, date(2016, 4, 6)).count() == 1
    assert practices_of(link.target, date(2018, 1, 1)).count() == 0
