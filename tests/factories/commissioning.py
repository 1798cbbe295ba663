"""Organisations, ties, posts and the rest of the room, always valid."""

from __future__ import annotations

import datetime as dt

import factory

from commissioning.enums import OrganisationKind, PostRole, SourceKind
from commissioning.models import (
    CommissioningFunction,
    CommissioningLevel,
    DelegationRule,
    LinkStatement,
    Organisation,
    OrganisationLink,
    OrganisationName,
    OrganisationStatement,
    Post,
    SourceFile,
)
from commissioning.values import Function, Level, LinkKind, Power
from tests.factories.people import PersonFactory


FIRST_DAY = dt.date(2013, 4, 1)


class OrganisationFactory(factory.django.DjangoModelFactory):
    """An invented practice unless a trait says otherwise."""

    class Meta:
        model = Organisation

    code = factory.Sequence(lambda number: f"Z{number:05d}")
    kind = OrganisationKind.PRACTICE.value
    name = factory.Sequence(lambda number: f"INVENTED SURGERY {number}")
    opened_on = FIRST_DAY
    is_invented = True

    class Params:
        ccg = factory.Trait(
            kind=OrganisationKind.CCG.value,
            code=factory.Sequence(lambda number: f"Z{number:04d}"),
            name=factory.Sequence(lambda number: f"NHS INVENTED {number} CCG"),
        )
        company = factory.Trait(kind=OrganisationKind.COMPANY.value, code=None)
        closed = factory.Trait(closed_on=dt.date(2017, 10, 31), status="closed")


class OrganisationNameFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisationName

    organisation = factory.SubFactory(OrganisationFactory)
    name = "THE OLD SURGERY"
    from_on = FIRST_DAY


class OrganisationLinkFactory(factory.django.DjangoModelFactory):
    """A practice's membership of a CCG."""

    class Meta:
        model = OrganisationLink

    kind = LinkKind.MEMBER_OF.value
    source = factory.SubFactory(OrganisationFactory)
    target = factory.SubFactory(OrganisationFactory, ccg=True)
    from_on = FIRST_DAY


class PostFactory(factory.django.DjangoModelFactory):
    """An officer's post in a CCG."""

    class Meta:
        model = Post

    person = factory.SubFactory(PersonFactory)
    organisation = factory.SubFactory(OrganisationFactory, ccg=True)
    role = PostRole.OFFICER.value
    from_on = FIRST_DAY


class CommissioningLevelFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommissioningLevel

    ccg = factory.SubFactory(OrganisationFactory, ccg=True)
    level = Level.DELEGATED.value
    from_on = dt.date(2015, 4, 1)


class CommissioningFunctionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CommissioningFunction
        django_get_or_create = ("code",)

    code = Function.PREMISES.value
    name = Function.PREMISES.label


class DelegationRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = DelegationRule

    ccg = factory.SubFactory(OrganisationFactory, ccg=True)
    function = factory.SubFactory(CommissioningFunctionFactory)
    committee_kind = "pccc"
    power = Power.DECIDE.value
    from_on = dt.date(2015, 4, 1)


class SourceFileFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = SourceFile

    kind = SourceKind.EPRACCUR.value
    as_at = dt.date(2016, 2, 29)
    sha256 = factory.Sequence(lambda number: f"{number:064x}")
    name = "epraccur_2016-02.csv"
    row_count = 1


class OrganisationStatementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisationStatement

    file = factory.SubFactory(SourceFileFactory)
    code = "F99001"
    kind = OrganisationKind.PRACTICE.value
    name = "INVENTED SURGERY"
    status = "active"
    said_on = dt.date(2016, 2, 29)


class LinkStatementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LinkStatement

    file = factory.SubFactory(SourceFileFactory, kind=SourceKind.EPCMEM.value)
    kind = LinkKind.MEMBER_OF.value
    source_code = "F99001"
    target_code = "99A"
    from_on = FIRST_DAY
