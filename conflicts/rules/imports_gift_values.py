"""One row of somebody's register of gifts, read into the parts of an entry.

What happened is recorded: an offer is not refused for having been accepted against
the policy of its day, or without a reason that would be asked for now.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from conflicts.enums import GiverKind, OfferKind, Outcome
from conflicts.rules import gift_columns
from conflicts.rules.imports_dates import DateOrder, NotADay, read_day
from conflicts.rules.imports_gift_columns import OUTCOME_TICKS
from conflicts.rules.imports_money import NotAnAmount, read_pence
from conflicts.rules.imports_persons import (
    NO,
    YES,
    Cells,
    ReadRow,
    check_length,
    clean_text,
    is_marked,
    read_person,
    read_publication,
)


DAYS: Final = (
    "offered_on",
    "received_on",
    "declared_on",
    "reviewed_on",
    "senior_approval_on",
)
_KINDS: Final = {
    "gifts": OfferKind.GIFT,
    "present": OfferKind.GIFT,
    "voucher": OfferKind.CASH,
    "vouchers": OfferKind.CASH,
    "gift card": OfferKind.CASH,
    "money": OfferKind.CASH,
    "hospitality": OfferKind.HOSPITALITY,
    "meal": OfferKind.HOSPITALITY,
    "meals": OfferKind.HOSPITALITY,
    "lunch": OfferKind.HOSPITALITY,
    "dinner": OfferKind.HOSPITALITY,
    "refreshments": OfferKind.HOSPITALITY,
    "accommodation": OfferKind.TRAVEL,
    "travel and accommodation": OfferKind.TRAVEL,
    "sponsored event": OfferKind.SPONSORSHIP,
    "event sponsorship": OfferKind.SPONSORSHIP,
}
# Where no column says what kind of offer it was, its description does, in this order.
_KIND_WORDS: Final = (
    (OfferKind.SPONSORSHIP, r"sponsor\w*"),
    (OfferKind.CASH, r"cash|vouchers?|gift ?cards?|cheques?"),
    (
        OfferKind.TRAVEL,
        r"flights?|hotels?|accommodation|travel|train fares?|air fares?",
    ),
    (
        OfferKind.HOSPITALITY,
        r"hospitality|lunch\w*|dinners?|meals?|breakfasts?|refreshments?|buffets?|drinks",
    ),
)
_GIVERS: Final = {
    "supplier": GiverKind.SUPPLIER,
    "contractor": GiverKind.SUPPLIER,
    "company": GiverKind.SUPPLIER,
    "patient": GiverKind.PATIENT,
    "family": GiverKind.PATIENT,
    "patient or family": GiverKind.PATIENT,
    "other": GiverKind.OTHER,
}
_PATIENT_WORDS: Final = re.compile(
    r"\b(?:patients?|relatives?|carers?|family|widow(?:er)?|resident)\b", re.IGNORECASE
)
_SUPPLIER_WORDS: Final = re.compile(
    r"\b(?:ltd|limited|plc|llp|inc|gmbh|company|suppliers?|contractors?|pharma\w*)\b",
    re.IGNORECASE,
)
_OUTCOMES: Final = {
    Outcome.ACCEPTED: {"accepted", "accept", "received", "retained", "kept"},
    Outcome.DECLINED: {
        "declined",
        "decline",
        "refused",
        "rejected",
        "returned",
        "not accepted",
        "turned down",
    },
    Outcome.FOR_ORGANISATION: {
        "accepted for the organisation",
        "accepted for organisation",
        "accepted on behalf of the ccg",
        "accepted on behalf of ccg",
        "accepted on behalf of organisation",
    },
}
_NOBODY: Final = frozenset({"n/a", "na", "none", "-", "no", "not required", "nobody"})
_BUSINESS: Final = re.compile(r"(?P<name>.*?\S)\s*\((?P<business>[^()]+)\)$", re.DOTALL)


def read_gift_row(
    cells: Cells, *, order: DateOrder, register_date: date, today: date
) -> ReadRow:
    """Read one row: our columns to texts. What cannot be read is a problem with a cure.

    Where the spreadsheet has no day of declaration at all, an offer was declared by
    the register's own date.
    """
    row = ReadRow()
    texts = {key: clean_text(text) for key, text in cells.items()}
    read_person(row, texts)
    _read_giver(row, texts)
    _read_offer(row, texts)
    _read_outcome(row, texts)
    _read_days(row, texts, order, register_date, today)
    _read_approval(row, texts)
    row.said["publication"] = read_publication(row, texts.get("publication", ""))
    return row


def split_giver(whole: str) -> tuple[str, str]:
    """Return name and business of a giver written as “Elm Ltd (pharmacy)”."""
    plain = " ".join(whole.split())
    if found := _BUSINESS.match(plain):
        return found["name"], found["business"].strip()
    return plain, ""


def _read_giver(row: ReadRow, texts: Cells) -> None:
    name = " ".join(texts.get("giver_name", "").split())
    business = texts.get("giver_business", "")
    if not name:
        name, told = split_giver(texts.get("giver", ""))
        business = business or told
    if not name:
        row.problems.append(
            (
                "giver",
                "There is no giver: write who made the offer, or “Not stated”.",
            )
        )
    check_length(row, "giver_name", name)
    check_length(row, "giver_business", business)
    # The directory is asked by the code alone: a name may be a private person's.
    row.organisation_code = texts.get("organisation_code", "").upper()
    row.organisation = name if row.organisation_code else ""
    row.said["giver_name"] = name
    row.said["giver_business"] = business
    row.said["giver_kind"] = _giver_kind(row, texts, f"{name} {business}")


def _giver_kind(row: ReadRow, texts: Cells, words: str) -> GiverKind:
    text = texts.get("giver_kind", "")
    if not text:
        return giver_kind_of(words)
    for kind in GiverKind:
        if text.casefold() in {kind.label.casefold(), kind.value}:
            return kind
    plain = " ".join(re.findall(r"[a-z]+", text.casefold()))
    if plain in _GIVERS:
        return _GIVERS[plain]
    row.problems.append(
        (
            "giver_kind",
            (
                f"“{text[:60]}” is no kind of giver: write Supplier, Patient or Other, "
                "or empty it."
            ),
        )
    )
    return GiverKind.OTHER


def giver_kind_of(words: str) -> GiverKind:
    """Return what kind of giver a name and business tell of; somebody else if unsure.

    A word of patients or families goes first: they are never named in public.
    """
    if _PATIENT_WORDS.search(words):
        return GiverKind.PATIENT
    return GiverKind.SUPPLIER if _SUPPLIER_WORDS.search(words) else GiverKind.OTHER


def _read_offer(row: ReadRow, texts: Cells) -> None:
    for key, lacking in (("description", "say what was offered"), ("reason", "")):
        row.said[key] = texts.get(key, "")
        check_length(row, key, row.said[key])
        if lacking and not row.said[key]:
            row.problems.append((key, f"There are no words: {lacking}."))
    row.said["kind"] = _kind(row, texts)
    row.said["is_branded"] = _said_yes(row, texts, "is_branded")
    row.said["is_abroad_or_more_than_modest"] = _said_yes(
        row, texts, "is_more_than_modest"
    )
    try:
        row.said["value_pence"] = read_pence(texts.get("value", ""))
    except NotAnAmount as trouble:
        row.said["value_pence"] = 0
        row.problems.append(("value", str(trouble)))


def _kind(row: ReadRow, texts: Cells) -> OfferKind:
    text = texts.get("kind", "")
    if not text:
        return kind_of(row.said["description"])
    for kind in OfferKind:
        if text.casefold() in {kind.label.casefold(), kind.value}:
            return kind
    plain = " ".join(re.findall(r"[a-z]+", text.casefold()))
    if plain in {"gift hospitality", "gift or hospitality", "gifts and hospitality"}:
        return kind_of(row.said["description"])
    if plain in _KINDS:
        return _KINDS[plain]
    lawful = "; ".join(kind.label for kind in OfferKind)
    row.problems.append(
        ("kind", f"“{text[:60]}” is not one of the kinds: write one of {lawful}.")
    )
    return OfferKind.GIFT


def kind_of(description: str) -> OfferKind:
    """Return what kind of offer a description tells of; a gift where none does."""
    for kind, words in _KIND_WORDS:
        if re.search(rf"\b(?:{words})\b", description, re.IGNORECASE):
            return kind
    return OfferKind.GIFT


def _said_yes(row: ReadRow, texts: Cells, key: str) -> bool:
    text = texts.get(key, "").casefold()
    if text not in YES | NO:
        row.problems.append((key, f"“{text[:40]}” is neither: write Yes or No."))
    return text in YES


def _read_outcome(row: ReadRow, texts: Cells) -> None:
    text = texts.get("outcome", "")
    outcome = _outcome_of(text)
    if outcome is None and not text:
        outcome = _ticked(texts)
    if outcome is None:
        lawful = "; ".join(each.label for each in Outcome)
        told = f"“{text[:60]}” is no outcome" if text else "There is no outcome"
        row.problems.append(("outcome", f"{told}: write one of {lawful}."))
    row.said["outcome"] = outcome


def _outcome_of(text: str) -> Outcome | None:
    plain = " ".join(re.findall(r"[a-z]+", text.casefold()))
    for outcome in Outcome:
        label = " ".join(re.findall(r"[a-z]+", outcome.label.casefold()))
        if plain == label or plain in _OUTCOMES[outcome]:
            return outcome
    return None


def _ticked(texts: Cells) -> Outcome | None:
    """Return the outcome that one of two columns tells; a plain No tells the other."""
    ticked = {
        outcome
        for key, outcome in OUTCOME_TICKS.items()
        if is_marked(texts.get(key, ""))
    }
    if len(ticked) == 1:
        return ticked.pop()
    if not ticked:
        if texts.get("tick_accepted", "").casefold() in {"no", "n"}:
            return Outcome.DECLINED
        if texts.get("tick_declined", "").casefold() in {"no", "n"}:
            return Outcome.ACCEPTED
    return None


def _read_days(
    row: ReadRow, texts: Cells, order: DateOrder, register_date: date, today: date
) -> None:
    for key in DAYS:
        try:
            row.said[key] = read_day(texts.get(key, ""), order)
        except NotADay as trouble:
            row.said[key] = None
            row.problems.append((key, str(trouble)))
    _need_day(row, "offered_on", "when it was offered")
    if row.said["declared_on"] is None and "declared_on" not in texts:
        row.said["declared_on"] = register_date
        _check_on_register(row, register_date)
    _need_day(row, "declared_on", "when it was declared")
    for key in DAYS:
        day = row.said[key]
        if day and day > today:
            heading = gift_columns.heading(key)
            row.problems.append((key, f"{heading} lies in the future: check the year."))
    _check_receipt(row)


def _need_day(row: ReadRow, key: str, what: str) -> None:
    faulty = {key for key, _sentence in row.problems}
    if row.said[key] is None and key not in faulty:
        row.problems.append((key, f"There is no date: write {what}."))


def _check_on_register(row: ReadRow, register_date: date) -> None:
    offered = row.said["offered_on"]
    if offered and offered > register_date:
        row.problems.append(
            (
                "offered_on",
                (
                    "It lies after the day that the spreadsheet is as at: check the year, "
                    "or send the file again with the right day."
                ),
            )
        )


def _check_receipt(row: ReadRow) -> None:
    offered, received = row.said["offered_on"], row.said["received_on"]
    if received and row.said["outcome"] == Outcome.DECLINED:
        row.problems.append(
            (
                "received_on",
                (
                    "What was declined was not received: empty the day of receipt, or "
                    "correct the outcome."
                ),
            )
        )
    elif received and offered and received < offered:
        row.problems.append(
            ("received_on", "It was received before it was offered: check both.")
        )


def _read_approval(row: ReadRow, texts: Cells) -> None:
    approver = texts.get("senior_approver", "")
    if approver.casefold() in _NOBODY:
        approver = ""
    if approver.casefold() in YES:
        row.problems.append(
            ("senior_approver", "Write who approved it, or empty it: yes says not who.")
        )
    if row.said["senior_approval_on"] and not approver:
        row.problems.append(
            ("senior_approver", "There is a day of approval: write who approved it.")
        )
    check_length(row, "senior_approver", approver)
    row.said["senior_approver"] = approver
