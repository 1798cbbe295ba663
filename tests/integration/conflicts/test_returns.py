"""Signed returns in one file: taken in once, settled when everybody is recorded."""

from __future__ import annotations

from datetime import date

import pikepdf
import pytest

from conflicts.actions import attestations, returns
from conflicts.actions.attestations import Source
from conflicts.actions.returns import Signed
from conflicts.enums import Capacity, SourceKind
from conflicts.facts.returns import people_of_practice
from core.errors import RuleBroken
from core.uploads import check_pdf
from people import door
from tests.factories.committees import CcgFactory
from tests.factories.conflicts import PositionFactory
from tests.factories.people import PersonFactory, UserFactory


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def practice(db):
    return CcgFactory(practice=True, name="Imagined Elm Surgery")


@pytest.fixture
def partners(practice, havering):
    return [
        PositionFactory(
            person=PersonFactory(family_name=name),
            organisation=havering,
            capacity=Capacity.PRACTICE_PARTNER,
            title="GP partner",
            practice=practice,
        ).person
        for name in ("Ash", "Beech")
    ]


@pytest.fixture
def practice_manager(practice, havering):
    user = UserFactory()
    PositionFactory(
        person=user.person,
        organisation=havering,
        capacity=Capacity.PRACTICE_STAFF,
        title="Practice manager",
        practice=practice,
    )
    return user


@pytest.fixture
def pdf(tmp_path):
    raw = tmp_path / "raw.pdf"
    with pikepdf.new() as file:
        for _ in range(3):
            file.add_blank_page()
        file.save(raw)
    return check_pdf(raw, into=tmp_path / "clean.pdf")


@pytest.fixture
def received(practice, practice_manager, partners, pdf):
    return returns.receive(
        practice=practice,
        pdf=pdf,
        name="Returns of Dr Ash.pdf",
        signed_on=date(2016, 5, 20),
        people=[Signed(partners[0], 1, is_nil=True), Signed(partners[1], 2)],
        by=practice_manager,
    )


def test_receive_keeps_the_file_without_its_typed_name(received, partners):
    assert "Ash" not in received.file.name
    assert received.name == "Returns of Dr Ash.pdf"
    assert [each.person for each in received.people.all()] == partners


def test_receive_twice_keeps_one(received, practice, practice_manager, partners, pdf):
    again = returns.receive(
        practice=practice,
        pdf=pdf,
        name="again.pdf",
        signed_on=date(2016, 5, 20),
        people=[Signed(partners[0])],
        by=practice_manager,
    )

    assert again == received
    assert received.people.count() == 2


def test_receive_again_with_a_partner_who_was_forgotten_names_them(
    received, practice, practice_manager, partners, pdf
):
    forgotten = PersonFactory()

    again = returns.receive(
        practice=practice,
        pdf=pdf,
        name="again.pdf",
        signed_on=date(2016, 5, 20),
        people=[Signed(partners[0]), Signed(forgotten, 3)],
        by=practice_manager,
    )

    assert again == received
    assert [(one.person, one.first_page) for one in received.people.all()] == [
        (partners[0], 1),
        (partners[1], 2),
        (forgotten, 3),
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"people": []}, "nobody_in_file"),
        ({"page": 4}, "no_such_page"),
        ({"signed_on": date(2016, 6, 2)}, "signed_in_future"),
    ],
)
def test_receive_refuses(given, code, practice, practice_manager, partners, pdf):
    people = given.get("people", [Signed(partners[0], given.get("page", 1))])

    with pytest.raises(RuleBroken) as refused:
        returns.receive(
            practice=practice,
            pdf=pdf,
            name="x.pdf",
            signed_on=given.get("signed_on", date(2016, 5, 20)),
            people=people,
            by=practice_manager,
        )

    assert refused.value.verdict.code == code


def test_settle_waits_for_everybody(received, officer, partners):
    def record(person):
        attestations.attest(
            person=person,
            answers={},
            statement="Nothing.",
            by=officer,
            source=Source(SourceKind.PAPER, date(2016, 5, 20), received),
        )

    record(partners[0])
    with pytest.raises(RuleBroken, match="Beech"):
        returns.settle(return_file=received, by=officer)
    record(partners[1])

    settled = returns.settle(return_file=received, by=officer)

    assert settled.settled_by == officer
    assert returns.settle(return_file=received, by=officer).settled_at


def test_who_sends_in_reads_and_settles(
    practice, received, practice_manager, officer, guardian, outsider, partners
):
    colleague = UserFactory(person=partners[0])
    answers = {
        name: (
            bool(door.may(user, "upload_returns", practice)),
            bool(door.may(user, "read", received)),
            bool(door.may(user, "settle", received)),
        )
        for name, user in {
            "manager": practice_manager,
            "colleague": colleague,
            "officer": officer,
            "guardian": guardian,
            "outsider": outsider,
        }.items()
    }

    assert answers == {
        "manager": (True, True, False),
        "colleague": (True, False, False),
        "officer": (True, True, True),
        "guardian": (False, False, False),
        "outsider": (False, False, False),
    }


def test_people_of_practice_are_those_of_the_day(practice, partners, havering):
    PositionFactory(
        organisation=havering,
        capacity=Capacity.PRACTICE_PARTNER,
        practice=practice,
        to_on=date(2016, 1, 1),
    )

    assert list(people_of_practice(practice.pk, date(2016, 6, 1))) == partners
