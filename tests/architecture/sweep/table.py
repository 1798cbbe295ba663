"""Reading the table: an address, what it is about, the states, a column for a role.

`notice..held` are the states from one to another, in the order of `states.STATES`;
`draft+held` are these two.
"""

from __future__ import annotations

from pathlib import Path

from tests.architecture.sweep.addresses import Address
from tests.architecture.sweep.states import STATES
from tests.architecture.sweep.world import ROLES


HERE = Path(__file__).parent


def read_table(name: str) -> dict[Address, dict[str, str]]:
    """Return what each role is to get at each address; `405` alone is for everybody."""
    table: dict[Address, dict[str, str]] = {}
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        where, about, states, *outcomes = line.split()
        if len(outcomes) == 1:
            outcomes *= len(ROLES)
        assert len(outcomes) == len(ROLES), line
        for state in _each(states):
            address = Address(
                where,
                "" if about == "-" else about.replace("/", " "),
                state,
            )
            assert address not in table, line
            table[address] = dict(zip(ROLES, outcomes, strict=True))
    return table


def _each(states: str) -> list[str]:
    """Return the states that a line is about; one empty word for an address without."""
    if states == "-":
        return [""]
    found: list[str] = []
    for part in states.split("+"):
        first, _, last = part.partition("..")
        found += STATES[STATES.index(first) : STATES.index(last or first) + 1]
    return found
