"""The importer on invented files: what it derives, and that order never matters."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from django.core.management import CommandError

from commissioning.enums import OrganisationKind
from commissioning.models import (
    Organisation,
    OrganisationLink,
    OrganisationStatement,
    SourceFile,
)
from conflicts.facts.register_names import names_at
from core.models import AuditEvent, Change
from practices.models import ListSize, PracticeRecord, Site
from tests.integration.practices.ods_files import (
    NHSBSA_HEADER,
    frame,
    invented_world,
    practice,
    write,
)
from tests.integration.practices.state import directory_state, run, state_after


pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path):
    return invented_world(tmp_path)


def links_of(code):
    rows = OrganisationLink.objects.filter(source__code=code).order_by("from_on")
    return [
        (row.kind, row.target.code, str(row.from_on), str(row.to_on or ""))
        for row in rows.select_related("target")
    ]


def names_of(code):
    names = Organisation.objects.get(code=code).names.all()
    return [(one.name, str(one.from_on), str(one.to_on or "")) for one in names]


def test_import_ods_takes_history_dates_over_snapshot_dates(world):
    run(*world)

    assert [link for link in links_of("F99001") if link[0] != "in_network"] == [
        ("member_of", "99A", "2013-04-01", "2016-04-05"),
        ("member_of", "99B", "2016-04-06", "2021-03-31"),
        ("member_of", "A9Z9R", "2021-04-01", "2022-06-30"),
        ("commissioned_by", "A9Z9R", "2022-07-01", ""),
    ]


def test_import_ods_keeps_every_name_with_its_days(world):
    run(*world)

    assert names_of("F99001") == [
        ("HIGH STREET SURGERY", "1974-04-01", "2021-11-29"),
        ("HIGH STREET PRACTICE", "2021-11-30", ""),
    ]
    assert names_of("A9Z9R") == [
        ("NHS INVENTED CCG", "2021-04-01", "2022-06-30"),
        ("NHS INVENTED ICB - A9Z9R", "2022-07-01", ""),
    ]


def test_import_ods_closes_ccgs_by_law_although_their_record_lives_on(world):
    run(*world)

    ccg = Organisation.objects.get(code="A9Z9R")
    assert (ccg.kind, ccg.name, str(ccg.closed_on)) == (
        "ccg",
        "NHS INVENTED CCG",
        "2022-06-30",
    )
    assert ccg.status_on(dt.date(2022, 6, 30)) == "active"
    assert ccg.status_on(dt.date(2022, 7, 1)) == "closed"
    assert ("part_of", "QZZ", "2022-07-01", "") in links_of("A9Z9R")
    assert ("predecessor_of", "QZZ", "2022-07-01", "") in links_of("A9Z9R")
    assert Organisation.objects.get(code="QZZ").name == "NHS INVENTED ICB"


def test_import_ods_ties_ccgs_to_successors_and_offices(world):
    run(*world)

    assert links_of("99A") == [
        ("part_of", "Y99", "2013-04-01", "2021-03-31"),
        ("part_of", "Q99", "2015-04-01", "2021-03-31"),
        ("predecessor_of", "A9Z9R", "2021-04-01", ""),
    ]


def test_import_ods_makes_only_gp_practices_members_and_only_of_ccgs(world):
    run(*world)

    assert links_of("F99003") == []
    assert links_of("F99004") == [
        ("commissioned_by", "99A", "2013-04-01", "2021-03-31"),
        ("commissioned_by", "A9Z9R", "2021-04-01", ""),
    ]
    kinds = dict(Organisation.objects.values_list("code", "kind"))
    assert kinds["F99004"] == OrganisationKind.PRESCRIBER
    assert kinds["99H"] == OrganisationKind.COMMISSIONING_HUB
    assert kinds["R9Z"] == OrganisationKind.TRUST
    assert kinds["Z1R1E"] == OrganisationKind.SUB_ICB


def test_import_ods_writes_contract_sites_and_lists(world):
    run(*world)

    record = PracticeRecord.objects.get(organisation__code="F99001")
    assert (record.prescribing_setting, str(record.as_at)) == (
        "RO76|RO80",
        "2026-12-31",
    )
    assert record.is_gp_practice
    assert list(Site.objects.values_list("code", "practice__code")) == [
        ("F99001001", "F99001")
    ]
    sizes = ListSize.objects.order_by("as_at").values_list(
        "as_at", "patients", "source"
    )
    assert [(str(day), *rest) for day, *rest in sizes] == [
        ("2016-03-31", 1800, "list_nhsbsa"),
        ("2021-01-01", 2100, "list_nhsd"),
    ]


def test_import_ods_ends_the_membership_and_network_of_a_closed_practice(world):
    run(*world)

    closed = Organisation.objects.get(code="F99002")
    assert (closed.status, str(closed.closed_on)) == ("closed", "2019-12-31")
    assert links_of("F99002") == [
        ("member_of", "99B", "2013-04-01", "2019-12-31"),
        ("in_network", "U99001", "2019-07-01", "2019-12-31"),
    ]


def test_import_ods_reports_what_it_did_and_skipped(world):
    printed = run(*world)

    assert "epraccur_2016-02.csv: epraccur as at 29 February 2016, 4 rows" in printed
    assert "Files: 14 new, 0 unchanged." in printed
    assert "Rows: 38 read." in printed
    assert "Organisations: 15 created, 0 changed, 0 closed, 0 unchanged." in printed
    assert "Skipped, commissioner that is not a CCG: 2." in printed
    assert "Skipped, history of a practice that is in no epraccur: 1." in printed
    assert "Skipped, branch surgery of a practice that is in no epraccur: 1." in printed
    assert "Skipped, list size of a practice that is in no epraccur: 1." in printed


def test_import_ods_twice_changes_nothing_and_says_so(world):
    run(*world)
    before = directory_state()
    counted = AuditEvent.objects.count(), Change.objects.count()

    printed = run(*world)

    assert directory_state() == before
    assert (AuditEvent.objects.count(), Change.objects.count()) == counted
    assert "Files: 0 new, 14 unchanged." in printed
    assert "imported before, unchanged" in printed


def test_import_ods_same_file_twice_in_one_command_counts_once(world):
    printed = run(world[0], world[0])

    assert "Files: 1 new, 1 unchanged." in printed


def test_import_ods_leaves_one_change_row_when_links_moved(world):
    run(*world)

    assert [change.topic for change in Change.objects.all()] == ["organisation_import"]


def test_import_ods_audits_each_file(world):
    run(*world)

    events = AuditEvent.objects.filter(event="source_file.imported")
    assert events.count() == len(world) == SourceFile.objects.count()
    assert {event.actor_label for event in events} == {"task import_ods"}


def test_import_ods_reversed_gives_the_same(world):
    expected = state_after([world])

    assert state_after([reversed(world)]) == expected
    assert state_after([[path] for path in world]) == expected
    assert state_after([[path] for path in reversed(world)]) == expected


@pytest.mark.parametrize("seed", range(20))
def test_import_ods_in_any_order_one_command_each_gives_the_same(world, seed):
    expected = state_after([world])
    shuffled = world * 2  # every file comes twice
    random.Random(seed).shuffle(shuffled)

    assert state_after([[path] for path in shuffled]) == expected


def test_import_ods_keeps_in_the_trail_how_a_renamed_body_was_called(tmp_path):
    """A register as at a day between reads the name of then from there."""
    files = [
        write(
            tmp_path / f"epraccur_{month}.csv",
            [practice("F99001", name, "99A", "20130401")],
        )
        for month, name in (("2016-02", "OLD NAME"), ("2016-05", "NEW NAME"))
    ]
    run(files[0])
    assert not AuditEvent.objects.filter(event="organisation.renamed").exists()
    known = Organisation.objects.get(code="F99001")

    run(files[1])
    run(files[1])

    (event,) = AuditEvent.objects.filter(event="organisation.renamed")
    assert (event.target_type, event.target_key) == (
        "commissioning.Organisation",
        str(known.pk),
    )
    assert (event.target_label, event.actor_label) == ("NEW NAME", "task import_ods")
    name = Organisation.objects.get(pk=known.pk).names.get(to_on=None)
    assert event.details == {"before": "OLD NAME", "from_on": str(name.from_on)}
    assert names_at(
        event.happened_at - dt.timedelta(1), is_now=False
    ).organisations == {known.pk: "OLD NAME"}
    assert names_at(event.happened_at, is_now=False).organisations == {
        known.pk: "NEW NAME"
    }


def test_import_ods_older_file_after_newer_does_not_undo(tmp_path):
    newer = write(
        tmp_path / "epraccur_2021-11.csv",
        [practice("F99001", "NEW NAME", "99A", "20130401", closed="20200331", c13="C")],
    )
    older = write(
        tmp_path / "epraccur_2016-02.csv",
        [practice("F99001", "OLD NAME", "99A", "20130401")],
    )
    run(newer)

    printed = run(older)

    found = Organisation.objects.get(code="F99001")
    assert (found.name, found.status) == ("NEW NAME", "closed")
    assert [name for name, _, _ in names_of("F99001")] == ["OLD NAME", "NEW NAME"]
    assert "0 created, 0 changed, 0 closed, 1 unchanged" in printed


def test_import_ods_two_files_of_one_day_that_differ_are_settled_by_their_words(
    tmp_path,
):
    def told(number, name, telephone):
        folder = tmp_path / str(number)
        folder.mkdir()
        return write(
            folder / "epraccur_2016-02.csv",
            [practice("F99001", name, "99A", "20130401", c18=telephone)],
        )

    files = [told(1, "A", "1"), told(2, "B", "1"), told(3, "B", "2")]

    states = [
        state_after([[files[place]] for place in order])
        for order in ((0, 1, 2), (2, 1, 0), (1, 2, 0))
    ]

    assert states[0] == states[1] == states[2]


def test_import_ods_closing_is_counted(tmp_path):
    line = practice("F99001", "SURGERY", "99A", "20130401")
    run(write(tmp_path / "epraccur_2016-02.csv", [line]))
    closed = practice(
        "F99001", "SURGERY", "99A", "20130401", closed="20170331", c13="C"
    )

    printed = run(write(tmp_path / "epraccur_2019-10.csv", [closed]))

    assert "0 created, 1 changed, 1 closed, 0 unchanged" in printed


def test_import_ods_as_at_overrides_the_name(tmp_path):
    path = write(
        tmp_path / "epraccur.csv", [practice("F99001", "SURGERY", "99A", "20130401")]
    )
    with pytest.raises(CommandError, match="--as-at"):
        run(path)

    run(path, as_at=dt.date(2016, 2, 11))

    assert SourceFile.objects.get().as_at == dt.date(2016, 2, 11)


def test_import_ods_what_an_officer_recorded_stands(world):
    run(*world[:4])
    practice_row = Organisation.objects.get(code="F99001")
    OrganisationLink.objects.filter(source=practice_row).delete()
    OrganisationLink.objects.create(
        kind="member_of",
        source=practice_row,
        target=Organisation.objects.get(code="99B"),
        from_on=dt.date(2013, 4, 1),
        basis="recorded",
    )

    run(*world)

    assert [link[:2] for link in links_of("F99001") if link[0] == "member_of"] == [
        ("member_of", "99B")
    ]


def test_import_ods_bad_line_changes_nothing_of_any_file(world, tmp_path):
    bad = tmp_path / "epraccur_2018-01.csv"
    lines = world[3].read_text().splitlines()
    lines[2] = lines[2].replace("19740401", "19741301")
    bad.write_text("\n".join(lines))
    before = directory_state()

    with pytest.raises(
        CommandError, match=r"epraccur_2018-01\.csv, line 3: “19741301” is no open date"
    ):
        run(*world, bad)

    assert directory_state() == before
    assert not SourceFile.objects.exists()
    assert not OrganisationStatement.objects.exists()
    assert not AuditEvent.objects.exists()


def test_import_ods_names_all_files_that_are_refused(tmp_path, world):
    notes = tmp_path / "README.md"
    notes.write_text("# Notes\n")
    report = tmp_path / "report.pdf"
    report.write_bytes(b"%PDF-1.7 \x00")

    with pytest.raises(CommandError) as refused:
        run(notes, world[0], report)

    assert "README.md: This is a text with headings; it is not taken." in str(
        refused.value
    )
    assert "report.pdf: This is a PDF document; it is not taken." in str(refused.value)
    assert "Nothing was imported." in str(refused.value)
    assert not SourceFile.objects.exists()


def test_import_ods_body_known_later_wakes_the_practices_that_named_it(world):
    by_name = {path.name: path for path in world}
    run(by_name["epraccur_2016-02.csv"])
    assert links_of("F99001") == []

    run(by_name["eccg_2016-02.csv"])

    assert links_of("F99001") == [("member_of", "99A", "2013-04-01", "2022-06-30")]


def test_import_ods_refuses_a_file_of_headings_alone(tmp_path):
    path = write(
        tmp_path / "nhsbsa_Patient_List_Size_2016_01-03.csv", [], header=NHSBSA_HEADER
    )

    with pytest.raises(CommandError, match="The file has no lines"):
        run(path)

    assert not SourceFile.objects.exists()


def test_import_ods_line_without_a_kind_is_skipped(tmp_path):
    path = write(
        tmp_path / "eccg_2026-01.csv",
        [
            frame("99A", "A", "20130401", c3="Y99", c4="Q99", c14="C"),
            frame("99B", "B", "20130401", c3="Y99", c4="Q99"),
        ],
    )

    printed = run(path)

    assert "Skipped, eccg line without type, role or close date: 1." in printed
    assert Organisation.objects.get().code == "99A"
