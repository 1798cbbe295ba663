"""Names of third persons in words that are published: found to ask about, not refused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from conflicts.rules.declaring import looks_like_name


_TITLE: Final = r"(?i:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|cllr|rev)\b\.?"
_KIN: Final = (
    r"(?i:husband|wife|spouse|fianc[eé]e?|boyfriend|girlfriend|"
    r"(?:my|his|her|their) partner|"
    r"(?:step|grand)?(?:son|daughter|mother|father)|(?:step)?(?:brother|sister)|"
    r"(?:son|daughter|mother|father|brother|sister)-in-law|"
    r"child|parent|grandparent|uncle|aunt|nephew|niece|cousin|friend|neighbour)\b"
)
_CAPITAL: Final = r"[^\W\d_a-z][\w'’-]*"
# After a title or a relation one word is enough; after a mark it takes two, since
# "Wife: Nurse at the hospital" goes on with what she does.
_SAID: Final = re.compile(
    rf"\b(?P<lead>{_TITLE}|{_KIN})"
    rf"(?:\s+(?P<one>{_CAPITAL}(?:\s+{_CAPITAL}){{0,3}})"
    rf"|\s*[,:(–-]\s*(?P<two>{_CAPITAL}(?:\s+{_CAPITAL}){{1,3}}))"
)
# What follows a relation or a title with a capital and is nobody's name.
_NO_NAMES: Final = frozenset(
    re.findall(
        r"\S+",
        "a an the and of at in is was works worked working employed employee director "
        "partner practice manager trustee member nurse doctor gp nhs owner owns holds "
        "chair chief consultant staff locum salaried shareholder governor councillor "
        "senior lead head clinical non i pcn ltd also has who as for by with to from "
        "foundation teacher lecturer pharmacist practitioner surgeon registrar employer "
        "medical associate assistant company business solicitor secretary officer "
        "hospital trust university retired former formerly self-employed",
    )
)


def names_in(
    words: str, *, given_name: str = "", family_name: str = ""
) -> Iterator[str]:
    """Yield what in a text looks like somebody's name, but that of its own person.

    A title or a relation with a capitalised word behind it. Names cannot be told from
    other words for certain: whoever reads the answer may say that it is none.
    """
    own = {family_name.casefold(), f"{given_name} {family_name}".strip().casefold()}
    for found in _SAID.finditer(words):
        name = found["one"] or found["two"]
        first = name.split()[0].casefold().removesuffix("’s").removesuffix("'s")
        if first in _NO_NAMES:
            continue
        is_titled = re.fullmatch(_TITLE, found["lead"]) is not None
        if is_titled and name.casefold() in own:
            continue
        yield " ".join(found[0].split())


def names_published(
    *,
    relationship: str = "",
    texts: tuple[str, ...] = (),
    given_name: str = "",
    family_name: str = "",
) -> list[str]:
    """Return what in the published words of an entry looks like a third person's name.

    A relationship is to say no more than spouse, brother, friend; of other words
    (`texts`) only what names somebody by a title or a relation is asked about.
    """
    found = [relationship] if looks_like_name(relationship) else []
    for text in texts:
        found += names_in(text, given_name=given_name, family_name=family_name)
    return list(dict.fromkeys(found))


def name_hint(names: Sequence[str]) -> str:
    """Return the sentence to put behind "it is saved", or nothing without a name."""
    if not names:
        return ""
    return f" “{names[0]}” may be somebody's name: read the entry once more."
