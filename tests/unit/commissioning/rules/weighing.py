"""Short ways to say what files said."""

from __future__ import annotations

from datetime import date

from commissioning.rules.statements import LinkSaid, Statement


def day(text):
    return date.fromisoformat(text) if text else None


def said(name="SURGERY", on="2016-02-29", **more):
    """One full statement about a GP practice, unless told otherwise."""
    told = {
        "key": 1,
        "is_full": True,
        "code": "F99001",
        "kind": "practice",
        "status": "active",
        "opened_on": date(1974, 4, 1),
    } | {key: day(text) if key.endswith("_on") else text for key, text in more.items()}
    return Statement(name=name, said_on=day(on), **told)


def tie(target, since, until="", kind="member_of", source="F99001", at="2019-10-31"):
    return LinkSaid(day(at), kind, source, target, day(since), day(until))


def stretches(links):
    return [
        (link.kind, link.target, str(link.from_on), str(link.to_on or ""))
        for link in links
    ]
