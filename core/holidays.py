"""Bank holidays of England and Wales, with the one-offs the library may not know."""

from __future__ import annotations

from datetime import date
from functools import lru_cache


# One-off days proclaimed outside the yearly pattern: (day, name).
ONE_OFFS: tuple[tuple[date, str], ...] = (
    (date(2012, 6, 5), "Queen's Diamond Jubilee"),
    (date(2022, 6, 3), "Platinum Jubilee bank holiday"),
    (date(2022, 9, 19), "Bank holiday for the State Funeral of Queen Elizabeth II"),
    (date(2023, 5, 8), "Bank holiday for the coronation of King Charles III"),
)


@lru_cache(maxsize=32)
def england(first_year: int, last_year: int) -> frozenset[date]:
    """Return the bank holidays of both years and all between, observed days included.

    Days on which England works are not in it: a holiday that falls on a weekend is
    given on the weekday it is observed, as GOV.UK lists it.
    """
    import holidays as library

    years = range(first_year, last_year + 1)
    listed = library.country_holidays("GB", subdiv="ENG", years=years)
    weekdays = {day for day in listed if day.weekday() < 5}
    extra = {day for day, _name in ONE_OFFS if first_year <= day.year <= last_year}
    return frozenset(weekdays | extra)
