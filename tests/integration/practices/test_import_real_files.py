"""The importer on the real NHS files, where QUORATE_ODS points."""

from __future__ import annotations

import csv
import datetime as dt
import os
import random
import shutil

import openpyxl
import pytest
from django.core.management import CommandError

from commissioning.actions import copying, directory
from commissioning.enums import OrganisationKind
from commissioning.facts import practices_of
from commissioning.models import Organisation, OrganisationLink, SourceFile
from practices.models import ListSize, PracticeRecord, Site
from tests.integration.practices.ods_files import write
from tests.integration.practices.state import directory_state, run, state_after


pytestmark = [pytest.mark.django_db, pytest.mark.ods]

TAKEN = [
    "raw/eccg_2016-02.csv",
    "raw/eccg_2018-11.csv",
    "raw/eccg_2025-12.csv",
    "raw/eauth_2018-11.csv",
    "raw/epraccur_2016-02.csv",
    "raw/epraccur_2019-10.csv",
    "raw/epraccur_2021-11.csv",
    "raw/epraccur_2025-09.csv",
    "raw/epraccur_dse_2026_sample.csv",
    "raw/epcmem_2019-10.csv",
    "raw/ebranchs_2017-05.csv",
    "raw/etr_2025-12.csv",
    "raw/ePCN_2022-04.xlsx",
    "raw/nhsbsa_Patient_List_Size_2016_01-03.csv",
    "raw/gp-reg-pat-prac-all_2021-01.csv",
    "derived/ccg_succession.csv",
]
REFUSED = {
    "README.md": "a text with headings",
    "derived/bank_holidays_england_and_wales_2012-2027.json": "JSON",
    "derived/ccg_register.csv": "a register of CCGs",
    "derived/co_commissioning_evidence.csv": "evidence of co-commissioning levels",
    "derived/co_commissioning_national_counts.csv": "national counts",
    "derived/commissioning_hubs.csv": "a list of commissioning hubs",
    "derived/epcn_corepartnerdetails_2022-04.csv": "the core partner sheet of ePCN",
    "derived/epcn_pcndetails_2022-04.csv": "the PCN sheet of ePCN",
    "derived/icb_register_2024.csv": "a register of integrated care boards",
    "derived/practice_moves_between_ccgs_2013-2019.csv": "a list of practice moves",
    "derived/seed_facts_check.csv": "a table of checks",
    "derived/seed_practice_counts_asat.csv": "counts of practices",
    "derived/stp_ccg_2019-04.csv": "a map from CCGs to STPs",
    "derived/sub_icb_locations_2025-12.csv": "a list of sub-ICB locations",
    "raw/govuk_bank-holidays_2025-07.json": "JSON",
    "raw/govuk_calendars_bank-holidays_2016-12.json": "JSON",
    "raw/ons_CCG13_NHSAT13_NHSCR13_EW_LU.csv": "the ONS lookup",
    "raw/ons_CCG_APR_2013.csv": "the ONS list of the CCGs",
    "raw/ons_icb_names_codes_2024.csv": "the ONS list of integrated care boards",
    "raw/qof_2013-14_prevalencebyccg.csv": "QOF prevalence by CCG",
    "raw/qof_2020-21_MAPPING_INDICATORS_v2.csv": "the QOF list of indicators",
    "raw/qof_2020-21_MAPPING_NHS_GEOGRAPHIES.csv": "the QOF map of NHS geographies",
    "reference/COLUMNS.md": "a text with headings",
    "reference/ePCN_spec_2020.pdf": "a PDF document",
    "reference/epcmem_spec_2019.pdf": "a PDF document",
    "reference/epraccur_spec_2019.pdf": "a PDF document",
    "seed/epcn_corepartnerdetails_2022-04_seed9.csv": "the core partner sheet of ePCN",
    "seed/practice_imd2019_seed9.csv": "deprivation scores",
    "seed/qof_2020-21_prevalence_seed9.csv": "QOF prevalence by practice",
}
SEEDS = [
    "seed/ebranchs_2017-05_seed9.csv",
    "seed/epcmem_2019-10_seed9.csv",
    "seed/epraccur_2015-11_seed9.csv",
    "seed/epraccur_2016-02_seed9.csv",
    "seed/epraccur_2019-10_seed9.csv",
    "seed/epraccur_2021-11_seed9.csv",
    "seed/epraccur_2025-09_seed9.csv",
    "seed/gp-reg-pat-prac-all_2021-01_seed9.csv",
    "seed/list_size_2016_01-03_seed9.csv",
]
BHR = ("07L", "08F")
# How many shuffled orders the whole country is read in: one at every run, more when
# the importer changes (twenty take about a quarter of an hour).
WHOLE_ORDERS = int(os.environ.get("QUORATE_WHOLE_ORDERS", "1"))
SMALL = 400  # lines; a larger file is cut to the lines that name a kept practice


def test_every_file_of_the_folder_is_taken_or_refused(ods_path):
    found = {
        str(path.relative_to(ods_path))
        for path in ods_path.rglob("*")
        if path.is_file()
    }

    assert found == {*TAKEN, *REFUSED, *SEEDS}


@pytest.mark.parametrize(("name", "words"), REFUSED.items(), ids=REFUSED)
def test_import_ods_refuses_every_other_kind_by_name(ods_path, name, words):
    path = ods_path / name

    with pytest.raises(CommandError) as refused:
        run(ods_path / TAKEN[0], path)

    assert f"{path.name}: This is {words}" in str(refused.value)
    assert "it is not taken" in str(refused.value)
    assert not SourceFile.objects.exists()
    assert not Organisation.objects.exists()


@pytest.fixture(scope="session")
def cut_files(ods_path, tmp_path_factory):
    """Every file of step 1, under its own name, cut to the practices of two CCGs."""
    folder = tmp_path_factory.mktemp("cut")
    kept = set()
    with (ods_path / "raw/epcmem_2019-10.csv").open() as stream:
        for row in csv.reader(stream):
            if row[1] in BHR:
                kept.add(row[0])
    kept = set(sorted(kept)[:40])
    return [_cut(ods_path / name, folder, kept) for name in TAKEN]


def _cut(path, folder, kept):
    if path.suffix == ".xlsx":
        return _cut_workbook(path, folder / path.name, kept)
    lines = path.read_text(encoding="ascii").splitlines(keepends=True)
    target = folder / path.name
    if len(lines) < SMALL:
        return shutil.copy(path, target) and target
    header = [] if lines[0].startswith('"') else lines[:1]
    chosen = [line for line in lines if any(code in line for code in kept)]
    target.write_text("".join(header + chosen), encoding="ascii")
    return target


def _cut_workbook(path, target, kept):
    source = openpyxl.load_workbook(path, read_only=True)
    book = openpyxl.Workbook()
    book.remove(book.active)
    partners = list(source.worksheets[1].iter_rows(values_only=True))
    chosen = [row for row in partners[1:] if row[0] in kept]
    networks = list(source.worksheets[0].iter_rows(values_only=True))
    codes = {row[4] for row in chosen}
    sheets = (
        [networks[0], *(row for row in networks[1:] if row[0] in codes)],
        [partners[0], *chosen],
    )
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    book.save(target)
    return target


@pytest.fixture(scope="session")
def expected_of_cut(cut_files, django_db_setup, django_db_blocker):
    """The state after one command with all files in order."""
    with django_db_blocker.unblock():
        return state_after([cut_files])


@pytest.fixture
def small_batches(monkeypatch):
    """Let the cut files cross the borders of batches as often as the whole ones do."""
    monkeypatch.setattr(copying, "BATCH", 37)
    monkeypatch.setattr(directory, "CODES_AT_ONCE", 11)


@pytest.mark.usefixtures("small_batches")
@pytest.mark.parametrize("seed", range(20))
def test_import_ods_in_twenty_shuffled_orders_gives_the_same(
    cut_files, expected_of_cut, seed
):
    order = random.Random(seed)
    shuffled = list(cut_files)
    order.shuffle(shuffled)
    # The first ten as one command each, the others in commands of a few files.
    size = 1 if seed < 10 else order.randint(2, 6)
    commands = [
        shuffled[start : start + size] for start in range(0, len(shuffled), size)
    ]

    assert state_after(commands) == expected_of_cut


@pytest.fixture(scope="session")
def expected_of_country(ods_path, django_db_setup, django_db_blocker):
    """The state after one command with all files whole, in order."""
    with django_db_blocker.unblock():
        return state_after([[ods_path / name for name in TAKEN]])


@pytest.mark.parametrize("seed", range(WHOLE_ORDERS))
def test_import_ods_whole_country_in_a_shuffled_order_gives_the_same(
    ods_path, expected_of_country, seed
):
    order = random.Random(seed)
    shuffled = [ods_path / name for name in TAKEN]
    order.shuffle(shuffled)
    size = 1 if seed % 2 == 0 else order.randint(2, 6)

    found = state_after(
        [shuffled[start : start + size] for start in range(0, len(shuffled), size)]
    )

    differing = [name for name in found if found[name] != expected_of_country[name]]
    assert differing == []


def test_import_ods_seed_files_reversed_give_the_same(ods_path):
    files = [ods_path / name for name in (*TAKEN[:4], *SEEDS, TAKEN[-1])]

    expected = state_after([files])

    assert state_after([[path] for path in reversed(files)]) == expected


def test_import_ods_whole_country_in_order_and_reversed(ods_path):
    files = [ods_path / name for name in TAKEN]
    backwards = state_after([[path] for path in reversed(files)])

    run(*files)

    _check_the_country()
    assert directory_state() == backwards
    assert "Files: 0 new, 16 unchanged." in run(*reversed(files))
    assert directory_state() == backwards


def _check_the_country():
    counts = {
        year: Organisation.objects.open_on(dt.date(year, 4, 1))
        .filter(kind=OrganisationKind.CCG)
        .count()
        for year in range(2013, 2022)
    }
    # The README of the files has these numbers, from eccg's own dates.
    assert counts == {
        2013: 211,
        2014: 211,
        2015: 209,
        2016: 209,
        2017: 207,
        2018: 195,
        2019: 191,
        2020: 135,
        2021: 106,
    }
    assert not Organisation.objects.open_on(dt.date(2022, 7, 1)).filter(kind="ccg")
    memberships = OrganisationLink.objects.filter(
        kind="member_of", source__code="F82023"
    ).order_by("from_on")
    assert [
        (link.target.code, str(link.from_on), str(link.to_on)) for link in memberships
    ] == [
        ("07L", "2013-04-01", "2016-04-05"),
        ("08F", "2016-04-06", "2021-03-31"),
        ("A3A8R", "2021-04-01", "2022-06-30"),
    ]
    ccgs = dict(Organisation.objects.filter(kind="ccg").values_list("code", "pk"))
    new_year = dt.date(2017, 1, 1)
    assert {
        code: practices_of(ccgs[code], new_year).count()
        for code in ("07L", "08F", "08N")
    } == {"07L": 39, "08F": 48, "08N": 46}
    north_east_london = Organisation.objects.get(code="A3A8R")
    assert north_east_london.name == "NHS NORTH EAST LONDON CCG"
    assert Organisation.objects.filter(kind="icb").count() == 42
    assert OrganisationLink.objects.filter(kind="predecessor_of").count() == 142 + 106
    assert PracticeRecord.objects.count() == 16685
    assert Site.objects.count() == 2702
    assert ListSize.objects.count() == 7705 + 6658


def test_import_ods_refuses_a_practice_file_with_a_line_cut_off(ods_path, tmp_path):
    text = (ods_path / "seed/epraccur_2016-02_seed9.csv").read_text()
    path = tmp_path / "epraccur_2016-02.csv"
    path.write_text(text[:-40])

    with pytest.raises(CommandError, match=r"epraccur_2016-02\.csv, line 552: "):
        run(path)

    assert not SourceFile.objects.exists()


def test_import_ods_ignores_the_order_of_lines(ods_path, tmp_path):
    with (ods_path / "seed/epcmem_2019-10_seed9.csv").open() as stream:
        rows = list(csv.reader(stream))
    random.Random(1).shuffle(rows)
    seeds = [
        ods_path / name for name in (*TAKEN[:3], "seed/epraccur_2016-02_seed9.csv")
    ]
    shuffled = write(tmp_path / "epcmem_2019-10_seed9.csv", rows)

    one = state_after([[*seeds, ods_path / "seed/epcmem_2019-10_seed9.csv"]])
    other = state_after([[*seeds, shuffled]])

    assert one["links"] == other["links"]
    assert one["organisations"] == other["organisations"]
