"""Adding, editing, moving and withdrawing the lines of an agenda."""

from __future__ import annotations

import pytest

from commissioning.enums import OrganisationKind
from core.errors import RuleBroken, StaleEdit
from core.models import AuditEvent, Change
from meetings.actions import agenda, items, subjects
from meetings.actions.items import ItemFields
from meetings.enums import Part, SubjectRole
from meetings.facts.agenda import numbers_of
from tests.factories.meetings import OrganisationFactory, gather


pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return gather(1, draft=True)


def add(cast, title, **options):
    """Add a line by the officer."""
    named = {
        name: options.pop(name)
        for name in list(options)
        if name in ItemFields.__dataclass_fields__
    }
    return items.add(
        gathering=cast.gathering,
        fields=ItemFields(title, **named),
        by=cast.officer,
        **options,
    )


def order(cast):
    """Return titles with their numbers, in the order of the agenda."""
    listed = list(cast.gathering.items.in_order())
    numbers = numbers_of(listed)
    return [f"{numbers.get(one.pk, '-')} {one.title}" for one in listed]


def test_add_numbers_matters_parts_and_headings(cast):
    add(cast, "Opening", is_heading=True)
    welcome = add(cast, "Welcome")
    merger = add(cast, "Merger")
    add(cast, "Case", parent=merger)
    add(cast, "Rents", part=Part.TWO, private_ground="Commercial.")
    add(cast, "Apologies", parent=welcome)

    assert order(cast) == [
        "- Opening",
        "1 Welcome",
        "1.1 Apologies",
        "2 Merger",
        "2.1 Case",
        "3 Rents",
    ]
    assert [one.position for one in cast.gathering.items.in_order()] == [
        100,
        200,
        300,
        400,
        500,
        600,
    ]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"title": "  "}, "title_missing"),
        ({"title": "Rents", "part": Part.TWO}, "private_ground_missing"),
    ],
)
def test_add_refuses_what_is_not_whole(cast, options, code):
    with pytest.raises(RuleBroken) as refused:
        add(cast, **options)

    assert refused.value.verdict.code == code


def test_add_part_of_a_heading_part_or_other_agenda_is_refused(cast):
    heading = add(cast, "Opening", is_heading=True)
    matter = add(cast, "Merger")
    part = add(cast, "Case", parent=matter)
    other = gather(1, draft=True)
    stranger = add(other, "Elsewhere")

    for parent in (heading, part, stranger):
        with pytest.raises(RuleBroken) as refused:
            add(cast, "Inside", parent=parent)
        assert refused.value.verdict.code == "no_such_parent"
    with pytest.raises(RuleBroken) as refused:
        add(cast, "Inside", parent=matter, is_heading=True)
    assert refused.value.verdict.code == "heading_in_item"


def test_add_twice_is_one_line_unless_another_committee_gives_the_reference():
    cast = gather(2, draft=True)
    first, second = cast.committees

    lines = [
        add(cast, "Merger", reference_committee=committee)
        for committee in (first, first, second)
    ]

    assert lines[0] == lines[1]
    assert cast.gathering.items.count() == 2
    assert lines[2].reference_committee == second


def test_add_again_what_was_withdrawn_a_moment_ago_is_a_line_of_its_own(cast):
    first = add(cast, "Premises")
    items.withdraw(item=first, reason="Not ready.", by=cast.officer)

    assert add(cast, "Premises") != first


def test_add_refuses_readers(cast):
    with pytest.raises(RuleBroken):
        items.add(
            gathering=cast.gathering, fields=ItemFields("Mine"), by=cast.gp_seated
        )


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        (1, ["1 C", "2 A", "2.1 A1", "3 B"]),
        (2, ["1 A", "1.1 A1", "2 C", "3 B"]),
        (99, ["1 A", "1.1 A1", "2 B", "3 C"]),
    ],
)
def test_move_takes_a_line_to_a_place_among_its_like(cast, to, expected):
    first = add(cast, "A")
    add(cast, "A1", parent=first)
    add(cast, "B")
    last = add(cast, "C")

    items.move(item=last, to=to, by=cast.officer)

    assert order(cast) == expected


def test_move_takes_parts_along_and_parts_stay_inside(cast):
    first = add(cast, "A")
    one = add(cast, "A1", parent=first)
    add(cast, "A2", parent=first)
    add(cast, "B")

    items.move(item=first, to=2, by=cast.officer)
    items.move(item=one, to=2, by=cast.officer)

    assert order(cast) == ["1 B", "2 A", "2.1 A2", "2.2 A1"]


def test_move_stale_order_is_refused(cast):
    first = add(cast, "A")
    add(cast, "B")
    cast.gathering.refresh_from_db()
    seen = agenda.stamp(cast.gathering, items.words_of_order(cast.gathering))
    items.move(item=first, to=2, by=cast.officer)

    with pytest.raises(StaleEdit):
        items.move(item=first, to=1, by=cast.officer, seen=seen)


def test_edit_to_the_private_part_carries_its_parts(cast):
    first = add(cast, "A")
    part = add(cast, "A1", parent=first)
    add(cast, "B")

    items.edit(
        item=first,
        fields=ItemFields("A", part=Part.TWO, private_ground="Commercial."),
        by=cast.officer,
    )

    part.refresh_from_db()
    assert order(cast) == ["1 B", "2 A", "2.1 A1"]
    assert (part.part, part.private_ground) == (Part.TWO, "Commercial.")
    assert Change.objects.filter(topic="item", key=first.pk).count() == 2


def test_edit_leaves_a_part_in_the_part_of_what_it_belongs_to(cast):
    first = add(cast, "A")
    part = add(cast, "A1", parent=first)

    items.edit(
        item=part,
        fields=ItemFields("A1, new", part=Part.TWO, private_ground="Commercial."),
        by=cast.officer,
    )

    part.refresh_from_db()
    assert (part.title, part.part) == ("A1, new", Part.ONE)


def test_edit_stale_only_when_the_same_line_changed(cast):
    first, second = add(cast, "A"), add(cast, "B")
    cast.gathering.refresh_from_db()
    seen = agenda.stamp(cast.gathering, ItemFields.of(first).in_words())
    items.edit(item=second, fields=ItemFields("B, changed"), by=cast.officer)

    items.edit(item=first, fields=ItemFields("A, changed"), by=cast.officer, seen=seen)
    with pytest.raises(StaleEdit) as stale:
        items.edit(item=first, fields=ItemFields("A, mine"), by=cast.officer, seen=seen)

    assert stale.value.current["Title"] == "A, changed"
    assert stale.value.submitted["Title"] == "A, mine"
    first.refresh_from_db()
    assert first.title == "A, changed"


def test_edit_never_changes_whose_reference_it_is():
    cast = gather(2)
    item = add(cast, "A")

    with pytest.raises(RuleBroken) as refused:
        items.edit(
            item=item,
            fields=ItemFields("A", reference_committee=cast.committees[1]),
            by=cast.officer,
        )

    assert item.reference == "PCC16/001"
    assert refused.value.verdict.code == "reference_allotted"


def test_edit_heading_keeps_no_time_lead_or_value(cast):
    heading = add(cast, "Opening", is_heading=True, minutes_planned=5, value_pence=100)

    assert (heading.minutes_planned, heading.value_pence) == (None, None)


def test_withdraw_wants_a_reason_and_restore_brings_it_back():
    cast = gather(1)
    item = add(cast, "A")
    add(cast, "B")

    with pytest.raises(RuleBroken):
        items.withdraw(item=item, reason="", by=cast.officer)
    items.withdraw(item=item, reason="Not ready.", by=cast.officer)

    assert order(cast) == ["1 A", "2 B"]
    assert AuditEvent.objects.get(event="item.withdrawn").summary == "Not ready."
    restored = items.restore(item=item, by=cast.officer)
    assert (restored.is_withdrawn, restored.reference) == (False, "PCC16/001")


def test_withdraw_before_notice_takes_no_number(cast):
    item = add(cast, "A")
    add(cast, "B")

    items.withdraw(item=item, reason="Not ready.", by=cast.officer)

    assert order(cast) == ["- A", "1 B"]


def test_subject_add_is_safe_to_repeat_and_leaves_changes(cast):
    item = add(cast, "A")
    practice = OrganisationFactory(practice=True)
    Change.objects.all().delete()

    for _ in range(2):
        subject = subjects.add(
            item=item,
            organisation=practice,
            role=SubjectRole.APPLICANT,
            by=cast.officer,
        )
    subjects.remove(subject=subject, by=cast.officer)

    assert not item.subjects.exists()
    assert Change.objects.filter(topic="item", key=item.pk).count() == 2
    assert AuditEvent.objects.filter(event="item.subject_added").count() == 1


def test_subject_class_needs_a_commissioner(cast):
    item = add(cast, "A")
    heading = add(cast, "H", is_heading=True)
    ccg, practice = OrganisationFactory(), OrganisationFactory(practice=True)
    assert ccg.kind == OrganisationKind.CCG

    subject = subjects.add(
        item=item,
        organisation=ccg,
        role=SubjectRole.AFFECTED,
        is_class=True,
        by=cast.officer,
    )
    assert str(subject) == f"all practices of {ccg.name}"
    for wrong, organisation, code in (
        (item, practice, "class_needs_commissioner"),
        (heading, ccg, "heading_has_no_subject"),
    ):
        with pytest.raises(RuleBroken) as refused:
            subjects.add(
                item=wrong,
                organisation=organisation,
                role=SubjectRole.AFFECTED,
                is_class=True,
                by=cast.officer,
            )
        assert refused.value.verdict.code == code
