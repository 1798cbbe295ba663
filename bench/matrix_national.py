"""The conflict matrix of one big gathering over a synthetic England, in memory.

40 items × 60 people × 6 committees; 191 CCGs, 7,000 practices, 60,000 interests. It
measures the rule alone: the indexes are built once and are in memory; every walk over
the organisations and every match is made anew in each round. The site keeps no index:
it reads what lies near the items each time, which `bench.matrix_settling` measures.
"""

from __future__ import annotations

import gc
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from bench.figures import say
from commissioning.values import LinkKind, OrgRef
from conflicts.enums import ClassKind, Nature
from conflicts.rules.interests import InterestFacts, InterestIndex
from conflicts.rules.links import LinkFacts, OrganisationGraph
from conflicts.rules.matching import AffectedClass, match_interests
from conflicts.values import InterestId
from people.values import PersonId


CCGS, PRACTICES, PEOPLE, INTERESTS = 191, 7_000, 20_000, 60_000
ITEMS, AT_THE_TABLE, COMMITTEES = 40, 60, 6
ON = date(2016, 6, 1)
ROUNDS = 15
WHOLE_GOAL_MS, INCREMENTAL_GOAL_MS = 50.0, 5.0

Row = tuple[PersonId, int, int]


@dataclass(frozen=True)
class England:
    """The organisations of a synthetic England, by kind, and what ties them."""

    ccgs: list[OrgRef]
    practices: dict[OrgRef, list[OrgRef]]
    networks: dict[OrgRef, list[OrgRef]]
    federations: dict[OrgRef, OrgRef]
    links: list[LinkFacts]
    names: dict[OrgRef, str]


@dataclass(frozen=True)
class Item:
    """One item: what it touches, and the committees (numbers) in its scope."""

    affected: dict[OrgRef, str]
    classes: list[AffectedClass]
    committees: list[int]


def main() -> None:
    """Measure, and print a line of JSON for each figure."""
    chance = random.Random(20160601)
    england = build_england(chance)
    began = time.process_time()
    graph = OrganisationGraph.of(england.links, england.names)
    index = InterestIndex.of(build_interests(england, chance))
    built_ms = (time.process_time() - began) * 1000
    seated = seat_people(index, england, chance)
    items = plan_items(england, chance)

    whole, rows = measure(lambda: matrix(items, index, unwalked(graph), seated))
    walked = unwalked(graph)
    matrix(items, index, walked, seated)
    held = index.held_by(seated)
    incremental, again = measure(
        lambda: rows_after_adding(walked, england, items[0], held, seated)
    )
    sys.stderr.write(
        f"{len(england.links):,} links and {INTERESTS:,} interests drawn and indexed "
        f"in {built_ms:.0f} ms; {len(rows):,} rows, {len(again):,} of the item that "
        "gained an organisation\n"
    )
    say("matrix_national_ms", whole, "ms", WHOLE_GOAL_MS)
    say("matrix_incremental_ms", incremental, "ms", INCREMENTAL_GOAL_MS)


def matrix(
    items: list[Item],
    index: InterestIndex,
    graph: OrganisationGraph,
    seated: dict[PersonId, frozenset[int]],
) -> list[Row]:
    """Return every row person × item × committee of the gathering."""
    held = index.held_by(seated)
    return [
        row
        for number, item in enumerate(items)
        for row in rows_of(number, item, held, graph, seated)
    ]


def rows_of(
    number: int,
    item: Item,
    held: InterestIndex,
    graph: OrganisationGraph,
    seated: dict[PersonId, frozenset[int]],
) -> list[Row]:
    """Return the rows of one item."""
    matches = match_interests(
        held, graph=graph, affected=item.affected, classes=item.classes, on=ON
    )
    people = {match.person_id for match in matches}
    return [
        (person, number, committee)
        for person in sorted(people)
        for committee in item.committees
        if committee in seated[person]
    ]


def unwalked(graph: OrganisationGraph) -> OrganisationGraph:
    """Return the graph without any walk it remembers."""
    return OrganisationGraph(graph.ways, graph.practices, graph.names)


def rows_after_adding(
    graph: OrganisationGraph,
    england: England,
    item: Item,
    held: InterestIndex,
    seated: dict[PersonId, frozenset[int]],
) -> list[Row]:
    """Tie one more company to a federation, put it on an item, match that again."""
    company = OrgRef(10_000_000)
    federation = next(iter(england.federations.values()))
    link = LinkFacts(LinkKind.OWNED_BY, company, federation, date(2014, 4, 1))
    affected = {**item.affected, company: "a bidder"}
    wider = Item(affected, item.classes, item.committees)
    return rows_of(0, wider, held, graph.with_link(link), seated)


def measure(work: Callable[[], list[Row]]) -> tuple[float, list[Row]]:
    """Return the median CPU milliseconds of some rounds, and the last answer."""
    rows = work()
    spent = []
    for _round in range(ROUNDS):
        gc.collect()
        began = time.process_time()
        rows = work()
        spent.append((time.process_time() - began) * 1000)
    return statistics.median(spent), rows


def build_england(chance: random.Random) -> England:
    """Draw CCGs with practices, networks, federations, landlords and successions."""
    ccgs = [OrgRef(number) for number in range(1, CCGS + 1)]
    england = England(ccgs, {}, {}, {}, [], {})
    for ccg in ccgs:
        england.names[ccg] = f"NHS Area {ccg} CCG"
        england.practices[ccg] = []
    for number in range(PRACTICES):
        practice = OrgRef(100_000 + number)
        ccg = ccgs[number % CCGS]
        england.practices[ccg].append(practice)
        england.names[practice] = f"Practice {number}"
        tie(england, practice, LinkKind.MEMBER_OF, ccg)
        add_family(england, practice, number, chance)
    for ccg in ccgs:
        add_groups(england, ccg)
    return england


def add_family(
    england: England, practice: OrgRef, number: int, chance: random.Random
) -> None:
    """Give some practices a branch, a predecessor, a landlord."""
    if chance.random() < 0.25:
        branch = OrgRef(200_000 + number)
        england.names[branch] = f"Branch of practice {number}"
        tie(england, branch, LinkKind.PART_OF, practice)
    if chance.random() < 0.2:
        closed = OrgRef(300_000 + number)
        england.names[closed] = f"Former practice {number}"
        tie(england, closed, LinkKind.PREDECESSOR_OF, practice)
    if chance.random() < 0.4:
        landlord = OrgRef(400_000 + chance.randrange(600))
        england.names[landlord] = f"Premises company {landlord}"
        tie(england, landlord, LinkKind.LANDLORD_OF, practice)


def add_groups(england: England, ccg: OrgRef) -> None:
    """Group a CCG's practices into networks, and these into one federation."""
    federation, company = OrgRef(600_000 + ccg), OrgRef(700_000 + ccg)
    england.names[federation] = f"Federation of area {ccg}"
    england.names[company] = f"Out of hours company of area {ccg}"
    england.federations[ccg] = federation
    england.networks[ccg] = []
    tie(england, company, LinkKind.OWNED_BY, federation)
    practices = england.practices[ccg]
    for start in range(0, len(practices), 6):
        network = OrgRef(500_000 + ccg * 100 + start)
        england.names[network] = f"Network {network}"
        england.networks[ccg].append(network)
        tie(england, network, LinkKind.IN_FEDERATION, federation)
        for practice in practices[start : start + 6]:
            tie(england, practice, LinkKind.IN_NETWORK, network)


def tie(england: England, source: OrgRef, kind: LinkKind, target: OrgRef) -> None:
    """Add one link that is in force on the day."""
    england.links.append(LinkFacts(kind, source, target, date(2013, 4, 1)))


def build_interests(england: England, chance: random.Random) -> list[InterestFacts]:
    """Draw interests, most in practices, some in what practices hang together by."""
    practices = [each for theirs in england.practices.values() for each in theirs]
    others = [
        *england.federations.values(),
        *(each for theirs in england.networks.values() for each in theirs),
        *(OrgRef(400_000 + number) for number in range(600)),
    ]
    natures = list(Nature)
    return [
        InterestFacts(
            interest_id=InterestId(number),
            person_id=PersonId(number % PEOPLE),
            person_name=f"Person {number % PEOPLE}",
            org=chance.choice(practices if chance.random() < 0.7 else others),
            nature=natures[number % len(natures)],
            is_indirect=number % 5 == 0,
            from_on=date(2014, 1, 1),
        )
        for number in range(INTERESTS)
    ]


def seat_people(
    index: InterestIndex, england: England, chance: random.Random
) -> dict[PersonId, frozenset[int]]:
    """Seat sixty people, each with ties to the areas of the six committees."""
    areas = england.ccgs[:COMMITTEES]
    seated: dict[PersonId, frozenset[int]] = {}
    for number in range(AT_THE_TABLE):
        person = PersonId(number)
        sits_on = chance.sample(range(COMMITTEES), k=1 + number % COMMITTEES)
        seated[person] = frozenset(sits_on)
        for extra, org in enumerate(local_ties(england, areas, number, chance)):
            index.add(
                InterestFacts(
                    interest_id=InterestId(1_000_000 + number * 10 + extra),
                    person_id=person,
                    person_name=f"Person {number}",
                    org=org,
                    nature=Nature.FINANCIAL,
                    tie="is a partner in",
                    from_on=date(2014, 1, 1),
                )
            )
    return seated


def local_ties(
    england: England, areas: list[OrgRef], number: int, chance: random.Random
) -> list[OrgRef]:
    """Return a practice, a network and the federation of a person's area."""
    area = areas[number % len(areas)]
    return [
        chance.choice(england.practices[area]),
        chance.choice(england.networks[area]),
        england.federations[area],
    ]


def plan_items(england: England, chance: random.Random) -> list[Item]:
    """Plan forty items: practices mostly, then networks, federations and classes."""
    areas = england.ccgs[:COMMITTEES]
    items = []
    for number in range(ITEMS):
        area = areas[number % COMMITTEES]
        affected: dict[OrgRef, str] = {}
        classes: list[AffectedClass] = []
        if number % 8 == 7:
            classes = [AffectedClass(ClassKind.PRACTICES_OF, area)]
        elif number % 8 == 6:
            affected = {england.federations[area]: "the applicant"}
        elif number % 8 == 5:
            affected = {chance.choice(england.networks[area]): "affected"}
        else:
            picked = chance.sample(england.practices[area], k=3)
            affected = dict.fromkeys(picked, "the applicant")
        items.append(Item(affected, classes, list(range(COMMITTEES))))
    return items


if __name__ == "__main__":
    main()
