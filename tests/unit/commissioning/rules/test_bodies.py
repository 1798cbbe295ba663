"""What commissioners are part of, and who followed them."""

from __future__ import annotations

from datetime import date

from commissioning.rules.bodies import (
    derive_body_links,
    derive_network_links,
    lives_of_ccgs,
)
from commissioning.rules.organisations import derive_organisation
from tests.unit.commissioning.rules.weighing import said, stretches, tie


def body(code, kind, **more):
    return said(code, code=code, kind=kind, **({"opened_on": "2013-04-01"} | more))


def links_of(code, *told, ties=()):
    by_code = {}
    for one in told:
        by_code.setdefault(one.code, []).append(one)
    bodies = {key: derive_organisation(group) for key, group in by_code.items()}
    return stretches(derive_body_links(bodies[code], by_code[code], ties, bodies))


def test_derive_body_links_follow_re_cut_regions():
    told = [
        body("99A", "ccg", region_code="Y54"),
        body("99A", "ccg", on="2018-11-30", region_code="Y63"),
        body("Y54", "region"),
        body("Y63", "region", opened_on="2018-04-01"),
    ]

    assert links_of("99A", *told) == [
        ("part_of", "Y54", "2013-04-01", "2018-11-29"),
        ("part_of", "Y63", "2018-11-30", "2022-06-30"),
    ]


def test_derive_body_links_are_cut_to_the_days_of_both():
    told = [
        body("99A", "ccg", geography_code="Q74"),
        body("Q74", "area_team", opened_on="2015-04-01", closed_on="2018-03-31"),
    ]

    assert links_of("99A", *told) == [("part_of", "Q74", "2015-04-01", "2018-03-31")]


def test_derive_body_links_leave_out_unknown_offices_and_later_snapshots():
    told = [
        body("99A", "ccg", closed_on="2015-03-31", on="2025-12-31", region_code="Y63"),
        body("Y63", "region"),
    ]

    assert links_of("99A", *told) == []
    assert links_of("99B", body("99B", "ccg", region_code="Y00")) == []


def test_derive_body_links_tie_a_ccg_to_its_icb():
    told = [
        body("99A", "ccg", on="2025-12-31", geography_code="QZZ"),
        body("QZZ", "icb", on="2025-12-31", opened_on="2022-07-01"),
    ]

    assert links_of("99A", *told) == [
        ("part_of", "QZZ", "2022-07-01", ""),
        ("predecessor_of", "QZZ", "2022-07-01", ""),
    ]


def test_derive_body_links_reporting_entity_is_part_of_its_icb():
    told = [
        body("Z1R1E", "sub_icb", opened_on="2024-04-01", geography_code="QZZ"),
        body("QZZ", "icb", opened_on="2022-07-01"),
    ]

    assert links_of("Z1R1E", *told) == [("part_of", "QZZ", "2024-04-01", "")]


def test_derive_body_links_successors_must_be_known():
    ties = [
        tie("99C", "2015-04-01", kind="predecessor_of"),
        tie("99D", "2015-04-01", kind="predecessor_of"),
    ]
    told = [body("99A", "ccg", closed_on="2015-03-31"), body("99C", "ccg")]

    assert links_of("99A", *told, ties=ties) == [
        ("predecessor_of", "99C", "2015-04-01", "")
    ]


def test_derive_network_links_take_the_newest_file_and_end_with_the_practice():
    practice = derive_organisation([said(closed_on="2021-12-31")])
    ties = [
        tie("U1", "2019-07-01", kind="in_network", at="2020-04-30"),
        tie("U2", "2020-07-01", kind="in_network", at="2022-04-30"),
        tie("U3", "2022-01-01", kind="in_network", at="2022-04-30"),
        tie("U4", "2020-07-01", kind="in_network", at="2022-04-30"),
    ]

    links = derive_network_links(practice, ties, {"U1", "U2", "U3"})

    assert stretches(links) == [("in_network", "U2", "2020-07-01", "2021-12-31")]


def test_lives_of_ccgs_leaves_out_other_bodies():
    bodies = [
        derive_organisation([body("99A", "ccg", closed_on="2015-03-31")]),
        derive_organisation([body("99H", "commissioning_hub")]),
    ]

    lives = lives_of_ccgs(bodies)

    assert set(lives) == {"99A"}
    assert lives["99A"].closed_on == date(2015, 3, 31)
