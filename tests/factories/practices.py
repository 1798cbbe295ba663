"""Contract facts, sites and list sizes, always valid."""

from __future__ import annotations

import datetime as dt

import factory

from commissioning.enums import OrganisationStatus, SourceKind
from practices.models import ListSize, ListStatement, PracticeRecord, Site
from tests.factories.commissioning import OrganisationFactory, SourceFileFactory


class PracticeRecordFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PracticeRecord

    organisation = factory.SubFactory(OrganisationFactory)
    prescribing_setting = "4"
    status = OrganisationStatus.ACTIVE.value
    as_at = dt.date(2016, 2, 29)
    telephone = "01632 960001"


class SiteFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Site

    code = factory.Sequence(lambda number: f"Z00001{number:03d}")
    practice = factory.SubFactory(OrganisationFactory)
    name = "INVENTED BRANCH"
    practice_from_on = dt.date(2013, 4, 1)


class ListSizeFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ListSize

    organisation = factory.SubFactory(OrganisationFactory)
    as_at = dt.date(2016, 3, 31)
    patients = 7_200
    source = SourceKind.LIST_NHSBSA.value


class ListStatementFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ListStatement

    file = factory.SubFactory(SourceFileFactory, kind=SourceKind.LIST_NHSBSA.value)
    code = "F99001"
    as_at = dt.date(2016, 3, 31)
    patients = 7_200
