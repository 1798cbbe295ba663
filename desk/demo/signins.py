"""Who signs in to the demonstration, and what each has come for."""

from __future__ import annotations

from dataclasses import dataclass


PASSWORD = "quorate-demo-2016"  # noqa: S105 - the demonstration tells everybody


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """One person of the demonstration: address, and what to look at."""

    email: str
    name: str
    purpose: str
    password: str = PASSWORD


def demo_signins() -> list[DemoSignIn]:
    """Return the sign-ins that the first page and the launcher print."""
    return [
        DemoSignIn(
            "officer@demo.quorate.example",
            "Priya Anand",
            "governance officer of the three BHR CCGs: agenda, packs, the room",
        ),
        DemoSignIn(
            "chair@demo.quorate.example",
            "Margaret Ellison",
            "lay chair who convenes: rules on conflicts",
        ),
        DemoSignIn(
            "gp@demo.quorate.example",
            "Dr Samuel Okafor",
            "GP member of Havering with an interest in an item",
        ),
        DemoSignIn(
            "guardian@demo.quorate.example",
            "Harold Whitmore",
            "conflicts of interest guardian",
        ),
        DemoSignIn(
            "primary.care@demo.quorate.example",
            "Hannah Lockwood",
            "author and presenter of papers: one is still to be handed in",
        ),
        DemoSignIn(
            "auditor@demo.quorate.example",
            "Sunita Bhatt",
            "auditor: reads every record of the three BHR CCGs, changes none",
        ),
        DemoSignIn(
            "ncl@demo.quorate.example",
            "Fiona Grant",
            "officer of North Central London: an outsider to BHR",
        ),
        DemoSignIn(
            "admin@demo.quorate.example",
            "Site administrator",
            "Django admin: organisations, people, committees",
        ),
    ]
