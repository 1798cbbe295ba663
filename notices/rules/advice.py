"""What happened to a letter, and what its officer does next, each in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from notices.enums import Channel, Status


@dataclass(frozen=True, slots=True)
class Advice:
    """Two sentences for an officer; `next` is empty where nothing is to be done."""

    happened: str
    next: str = ""


_OF_STATE: Final[dict[Status, Advice]] = {
    Status.PLANNED: Advice("It is written and sent when it is due."),
    Status.CLAIMED: Advice("It is about to be sent."),
    Status.SENDING: Advice("It is being handed to the mail server now."),
    Status.SENT: Advice("The mail server took it."),
    Status.TOGETHER: Advice("It went in one letter with others, which says the rest."),
    Status.DROPPED: Advice("It was not sent and will not be."),
    Status.UNCERTAIN: Advice(
        "It may or may not have arrived, and nobody can know from here.",
        "Ask the reader. Then say that they have it, send it again, or drop it.",
    ),
    Status.FAILED: Advice(
        "It was not sent.",
        "Mend what is named as the reason, then send it again or by post, or drop it.",
    ),
    Status.BOUNCED: Advice(
        "It left, and came back: the reader does not have it.",
        "Correct the address with the reader, then send it again or by post.",
    ),
    Status.TO_PRINT: Advice(
        "It waits to be printed: it goes by post.",
        "Print it, post it, and say on which day.",
    ),
}
_WITHOUT_ADDRESS: Final = Advice(
    "It waits to be printed, and there is no postal address.",
    "Add the address of the reader, then have it written again.",
)


def advise(status: Status, channel: Channel, *, has_address: bool = True) -> Advice:
    """Say what happened to a letter and what its officer does next.

    `has_address` is about a letter to be printed: whether its postal address is known.
    Only a person sends again what may have arrived (docs/adr/0012).
    """
    if status is Status.TO_PRINT and not has_address:
        return _WITHOUT_ADDRESS
    if status is Status.SENT and channel is Channel.POST:
        return Advice("It was put into the post.")
    return _OF_STATE[status]
