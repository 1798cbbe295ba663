"""Reading the table: an address, what it is about, the states, a column for a role."""

from __future__ import annotations

from pathlib import Path

from tests.architecture.sweep.addresses import Address
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
        for state in states.split("+"):
            address = Address(
                where,
                "" if about == "-" else about.replace("/", " "),
                "" if state == "-" else state,
            )
            assert address not in table, line
            table[address] = dict(zip(ROLES, outcomes, strict=True))
    return table
