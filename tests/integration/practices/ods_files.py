"""Invented files in the layouts of ODS: small worlds whose answers are known."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl


PCN_HEADER = (
    "PCN Code",
    "PCN Name",
    "Current Clinical \nCommissioning \nGroup Code",
    "Clinical\nCommissioning\nGroup Name",
    "Open Date",
    "Close Date",
    *(f"Address Line {number}" for number in range(1, 6)),
    "Postcode",
)
PARTNER_HEADER = (
    "Partner\nOrganisation\nCode",
    "Partner\nName",
    "Practice\nParent\nCCG Code",
    "Practice\nParent\nCCG Name",
    "PCN Code",
    "PCN Name",
    "PCN Parent\nCCG Code",
    "PCN Parent\nCCG Name",
    "Practice to PCN\nRelationship\nStart Date",
    "Practice to PCN\nRelationship\nEnd Date",
    "Practice CCG and PCN\nCCG Match ",
)
NHSBSA_HEADER = (
    "Regional Office Name",
    "Regional Office Code",
    "Area Team Name",
    "Area Team Code",
    "PCO Name",
    "PCO Code",
    "Practice Name",
    "Practice Code",
    *(f"{sex} {band}" for band in range(9) for sex in ("Male", "Female")),
)
NHSD_HEADER = [
    "PUBLICATION",
    "EXTRACT_DATE",
    "TYPE",
    "CCG_CODE",
    "ONS_CCG_CODE",
    "CODE",
    "POSTCODE",
    "SEX",
    "AGE",
    "NUMBER_OF_PATIENTS",
]
SUCCESSION_HEADER = [
    "predecessor_code",
    "predecessor_name",
    "predecessor_close_date",
    "successor_code",
    "successor_name",
    "successor_open_date",
    "prescribing_cost_centres_moved",
    "moved_elsewhere",
    "evidence",
]


def frame(code: str, name: str, opened: str, closed: str = "", **columns: str):
    """Build one line of 27 columns; `columns` are c3 to c26, counted from 1."""
    row = [""] * 27
    row[0], row[1], row[10], row[11], row[21] = code, name, opened, closed, "0"
    for key, text in columns.items():
        row[int(key[1:]) - 1] = text
    return row


def practice(code: str, name: str, ccg: str, joined: str, **more: str):
    """Build one line of epraccur for an active GP practice, unless told otherwise."""
    told = {
        "c3": "Y99",
        "c4": "Q99",
        "c5": "1 INVENTED STREET",
        "c8": "ROMFORD",
        "c10": "RM1 1AA",
        "c13": "A",
        "c14": "B",
        "c15": ccg,
        "c16": joined,
        "c18": "01632 960001",
        "c24": ccg,
        "c26": "4",
    }
    closed = more.pop("closed", "")
    return frame(code, name, "19740401", closed, **(told | more))


def write(path: Path, rows, *, header=(), quoting=csv.QUOTE_ALL, end="\r\n") -> Path:
    """Write rows as ODS does: every field quoted, no header unless one is given."""
    with path.open("w", newline="", encoding="ascii") as stream:
        if header:
            csv.writer(stream, lineterminator=end).writerow(header)
        csv.writer(stream, quoting=quoting, lineterminator=end).writerows(rows)
    return path


def write_workbook(path: Path, networks, partners) -> Path:
    """Write an ePCN workbook of two sheets."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = "PCNDetails"
    first.append(PCN_HEADER)
    for row in networks:
        first.append(row)
    second = book.create_sheet("PCN Core Partner Details")
    second.append(PARTNER_HEADER)
    for row in partners:
        second.append(row)
    book.save(path)
    return path


def invented_world(folder: Path) -> list[Path]:
    """Write one file of every kind that is taken, about two CCGs that merge."""
    y99 = {"c3": "Y99", "c4": "Q99"}
    return [
        write(
            folder / "eccg_2016-02.csv",
            [
                frame("99A", "NHS INVENTED EAST CCG", "20130401", c14="C", **y99),
                frame("99B", "NHS INVENTED WEST CCG", "20130401", c14="C", **y99),
                frame("99H", "INVENTED COMMISSIONING HUB", "20130401", c14="H", **y99),
            ],
        ),
        write(
            folder / "eccg_2025-12.csv",
            [
                frame("99A", "NHS INVENTED EAST CCG", "20130401", "20210331", **y99),
                frame("99B", "NHS INVENTED WEST CCG", "20130401", "20210331", **y99),
                frame(
                    "A9Z9R",
                    "NHS INVENTED ICB - A9Z9R",
                    "20210401",
                    c3="Y99",
                    c4="QZZ",
                    c14="RO319|RO326",
                ),
                frame("99H", "INVENTED HUB", "20130401", c14="RO218", **y99),
                frame(
                    "Z1R1E",
                    "INVENTED - SUB-ICB REPORTING ENTITY",
                    "20240401",
                    c3="Y99",
                    c4="QZZ",
                    c14="RO327",
                ),
            ],
            end="\n",
        ),
        write(
            folder / "eauth_2018-11.csv",
            [
                frame("Y99", "INVENTED REGION", "20121001"),
                frame("Q99", "NHS ENGLAND (INVENTED)", "20150401", c3="Y99", c14="S"),
            ],
        ),
        write(
            folder / "epraccur_2016-02.csv",
            [
                practice("F99001", "HIGH STREET SURGERY", "99A", "20130401"),
                practice("F99002", "LOW STREET, THE SURGERY", "99B", "20130401"),
                practice("F99003", "SLEEPY SURGERY", "99H", "20130401", c13="D"),
                practice("F99004", "INVENTED HOSPICE", "99A", "20130401", c26="13"),
            ],
        ),
        write(
            folder / "epraccur_2019-10.csv",
            [
                practice("F99001", "HIGH STREET SURGERY", "99B", "20160401"),
                practice("F99002", "LOW STREET SURGERY", "99B", "20130401"),
                practice("F99004", "INVENTED HOSPICE", "99A", "20130401", c26="13"),
            ],
        ),
        write(
            folder / "epraccur_2021-11.csv",
            [
                practice("F99001", "HIGH STREET PRACTICE", "A9Z9R", "20210401"),
                practice(
                    "F99002",
                    "LOW STREET SURGERY",
                    "99B",
                    "20130401",
                    closed="20191231",
                    c13="C",
                    c17="20191231",
                ),
                practice("F99004", "INVENTED HOSPICE", "A9Z9R", "20130401", c26="13"),
                practice("Y99005", "NEW SURGERY", "A9Z9R", "20211101"),
            ],
        ),
        write(
            folder / "epraccur_dse_2026_sample.csv",
            [
                practice(
                    "F99001",
                    "HIGH STREET PRACTICE",
                    "A9Z9R",
                    "20210401",
                    c13="ACTIVE",
                    c26="RO76|RO80",
                )
            ],
        ),
        write(
            folder / "epcmem_2019-10.csv",
            [
                ["F99001", "99B", "W", "20160406", "", "0"],
                ["F99001", "5ZZ", "W", "20010401", "20130331", "0"],
                ["F99001", "99A", "W", "20130401", "20160405", "0"],
                ["F99002", "99B", "W", "20130401", "", "0"],
                ["F99999", "99A", "W", "20130401", "20140331", "0"],
            ],
        ),
        write(
            folder / "ebranchs_2017-05.csv",
            [
                frame(
                    "F99001001",
                    "DR INVENTED",
                    "20040401",
                    c5="2 BRANCH ROAD",
                    c10="RM2 2BB",
                    c15="F99001",
                    c16="20040401",
                    c24="H",
                ),
                frame("F99999001", "LOST", "20040401", c15="F99999", c16="20040401"),
            ],
        ),
        write(
            folder / "etr_2025-12.csv",
            [
                frame(
                    "R9Z",
                    "INVENTED NHS TRUST",
                    "20010401",
                    c3="Y99",
                    c4="QZZ",
                    c24="H",
                )
            ],
        ),
        write_workbook(
            folder / "ePCN_2022-04.xlsx",
            [
                (
                    "U99001",
                    "INVENTED PCN",
                    "A9Z9R",
                    "NHS INVENTED CCG",
                    "20190701",
                    "",
                    "1 INVENTED STREET",
                    "",
                    "",
                    "ROMFORD",
                    "",
                    "RM1 1AA",
                )
            ],
            [
                (
                    code,
                    name,
                    "A9Z9R",
                    "NHS INVENTED CCG",
                    "U99001",
                    "INVENTED PCN",
                    "A9Z9R",
                    "NHS INVENTED CCG",
                    "20190701",
                    None,
                    True,
                )
                for code, name in (
                    ("F99001", "HIGH STREET PRACTICE"),
                    ("F99002", "LOW STREET SURGERY"),
                )
            ],
        ),
        write(
            folder / "nhsbsa_Patient_List_Size_2016_01-03.csv",
            [
                [
                    *("LONDON", "Y99", "TEAM", "Q99", "EAST", "99A00"),
                    *("HIGH STREET SURGERY", "F99001"),
                    *(["100"] * 18),
                ]
            ],
            header=NHSBSA_HEADER,
            quoting=csv.QUOTE_MINIMAL,
        ),
        write(
            folder / "gp-reg-pat-prac-all_2021-01.csv",
            [
                [
                    *("GP_PRAC_PAT_LIST", "01JAN2021", "GP", "99B", "E38"),
                    *(code, "RM1 1AA", "ALL", "ALL", patients),
                ]
                for code, patients in (("F99001", "2100"), ("F99999", "5"))
            ],
            header=NHSD_HEADER,
            quoting=csv.QUOTE_MINIMAL,
        ),
        write(
            folder / "ccg_succession.csv",
            [
                [
                    *(old, f"NHS INVENTED {where} CCG", "2021-03-31", "A9Z9R"),
                    *("NHS INVENTED CCG", "2021-04-01", "9", "", "invented"),
                ]
                for old, where in (("99A", "EAST"), ("99B", "WEST"))
            ],
            header=SUCCESSION_HEADER,
            quoting=csv.QUOTE_MINIMAL,
            end="\n",
        ),
    ]
