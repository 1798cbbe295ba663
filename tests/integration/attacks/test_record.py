"""Nothing on the record can be rewritten, whoever tries and from wherever."""

from __future__ import annotations

import pytest
from django.db import InternalError, transaction

from tests.factories.decisions import DecisionFactory, MinutesFactory
from tests.factories.meetings import PaperReadingFactory, PaperVersionFactory
from tests.factories.packs import PackOpeningFactory


pytestmark = pytest.mark.django_db

FROZEN = {
    "decision": (DecisionFactory, {"wording": "Otherwise."}),
    "minutes": (MinutesFactory, {"sections": {"items": [1]}}),
    "paper": (PaperVersionFactory, {"sha256": "1" * 64}),
    "reading": (PaperReadingFactory, {"opened_at": "2016-01-01T00:00Z"}),
    "opening": (PackOpeningFactory, {"opened_at": "2016-01-01T00:00Z"}),
    "quorum": (lambda: DecisionFactory().quorum_check, {"is_quorate": False}),
}


@pytest.mark.parametrize("name", FROZEN)
@pytest.mark.parametrize("how", ["update", "delete"])
def test_what_is_frozen_cannot_be_rewritten(name, how):
    make, changed = FROZEN[name]
    row = make()
    rows = type(row).objects.filter(pk=row.pk)
    ways = {
        "update": lambda: rows.update(**changed),
        "delete": lambda: rows._raw_delete(rows.db),
    }

    with pytest.raises(InternalError), transaction.atomic():
        ways[how]()
