"""One page of a register: which entries stand on it, and how many there are.

The keys of one page come off an index in the order of names, however long the register
is. Only the entries of the page are then read in full, by their keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Page, Paginator
from django.db.models import BooleanField, F, Func, Q

from commissioning.models import Organisation
from people.models import Person


if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from conflicts.facts.registers import Register

# Entries. Beyond it nobody reads on by pages, and counting costs more than the page.
COUNTED_AT_MOST = 200
LAST = "last"


@dataclass(frozen=True, slots=True)
class FoundPage:
    """The keys of one page of entries, and what is known of the pages around it.

    `page` counts as far as was counted; `is_more` says that there are more than that.
    """

    keys: list[int]
    page: Page[int]
    is_more: bool

    @property
    def total(self) -> int:
        """Return how many entries were counted."""
        return self.page.paginator.count

    @property
    def words(self) -> str:
        """Say how many interests there are."""
        if self.is_more:
            return f"More than {COUNTED_AT_MOST:,} interests"
        return f"{self.total:,} {'interest' if self.total == 1 else 'interests'}"


def page_of(rows: Any, *, asked: str, size: int) -> FoundPage:
    """Return one page of ordered rows (with `entry_id`), in one query.

    A page number that is none is the first page, and one too high the last, which
    takes two queries more; so does `LAST`.
    """
    number = max(1, int(asked)) if asked.isdecimal() else 1
    keys, known = ([], 0) if asked == LAST else _keys(rows, number, size)
    if asked == LAST or (not keys and number > 1):
        number = Paginator(range(rows.order_by().count()), size).num_pages
        keys, known = _keys(rows, number, size)
    page = Paginator(range(known), size).get_page(number)
    return FoundPage(keys, page, known > COUNTED_AT_MOST)


def _keys(rows: Any, number: int, size: int) -> tuple[list[int], int]:
    """Return the keys of a page, and how many entries there are at least.

    The pages that are counted come with their count in one query; a later page only
    knows whether another follows.
    """
    first = (number - 1) * size
    keys = rows.values_list("entry_id", flat=True)
    if first + size <= COUNTED_AT_MOST:
        found = list(keys[: COUNTED_AT_MOST + 1])
        return found[first : first + size], len(found)
    found = list(keys[first : first + size + 1])
    return found[:size], first + len(found)


def in_order_of(keys: Sequence[int], found: Sequence[tuple[Any, ...]]) -> list[Any]:
    """Put values that begin with a key into the order of the keys."""
    by_key = {row[0]: row for row in found}
    return [by_key[key] for key in keys if key in by_key]


def containing(rows: Any, register: Register, words: str) -> Any:
    """Return the rows in which all the words stand in the name, or all in the body."""
    wanted = words.split()
    if not wanted:
        return rows
    return rows.filter(_now(wanted) if register.is_now else _then(wanted))


def _then(words: Sequence[str]) -> Q:
    return (
        _all("shown_name__icontains", words)
        | _all("shown_organisation__icontains", words)
        | _all("organisation__code__iexact", words)
        | _all("unlisted_name__icontains", words)
    )


def _now(words: Sequence[str]) -> Q:
    """Ask people and bodies first: they are fewer, and lead to interests by an index."""
    people = Person.objects.named_with(words)
    named = _all("name__icontains", words)
    # Codes are written in capitals, and their index knows them so.
    coded = Q(code=words[0].upper()) if len(words) == 1 else Q()
    bodies = Organisation.objects.filter(named | coded)
    unlisted = ~Q(unlisted_name="") & _all("unlisted_name__icontains", words)
    return Q(Among("person", people)) | Q(Among("organisation", bodies)) | unlisted


class Among(Func):
    """Whether a key is among those of some rows, which are found once and listed.

    As a plain `IN` inside an `OR` it would be asked of every interest there is.
    """

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()

    def __init__(self, key: str, rows: QuerySet[Any]) -> None:
        super().__init__(F(key), ArraySubquery(rows.order_by().values("pk")))


def _all(lookup: str, words: Sequence[str]) -> Q:
    condition = Q()
    for word in words:
        condition &= Q(**{lookup: word})
    return condition
