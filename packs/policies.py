"""Who may build packs, who may open a copy, and who looks after the letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.verdict import YES, Verdict, no
from meetings.facts.keepers import is_officer
from notices.models import Letter
from packs.facts.outdated import leaking
from packs.models import Pack, PackCopy, PackRecall, PackState
from people import door
from people.models import User


if TYPE_CHECKING:
    from people.actors import Actor

NOT_YOURS = no("not_yours", "This copy was made for somebody else.")
NOT_ABOUT_A_PACK = no("letter_not_yours", "This letter is not about your meetings.")


@door.answers("build", Pack)
@door.answers("send", Pack)
def can_build_pack(actor: Actor, pack: Pack) -> Verdict:
    """Say who builds and sends packs: the officers who keep the agenda."""
    return door.may(actor, "edit", pack.gathering)


@door.answers("read", PackCopy)
def can_read_copy(actor: Actor, copy: PackCopy) -> Verdict:
    """Say who opens a copy: its reader while it is the current one, or an officer.

    What the copy gives is asked again now: a copy whose matter has been withheld since
    it was built is not given out any more, whatever became of its file.
    """
    gathering = copy.pack.gathering
    if door.may(actor, "record", gathering):
        return YES
    if not isinstance(actor, User) or not actor.is_active:
        return NOT_YOURS
    if actor.person_id != copy.person_id or not door.may(actor, "read", gathering):
        return NOT_YOURS
    if copy.revoked_at is not None:
        return no("revoked", "This copy was taken back.")
    if copy.pack.state == PackState.SUPERSEDED and copy.pack.sent_at is not None:
        return no(
            "superseded",
            "A newer pack has taken the place of this one. Open your pack from the "
            "page of the meeting.",
        )
    if copy.pack.state != PackState.SENT:
        return no("not_sent", "The pack has not been sent yet.")
    if leaking([copy], gathering):
        return no(
            "changed",
            "Something in this copy has since been withheld from you, so it is closed. "
            "Ask the governance officer for a new one; the agenda shows what you may "
            "read now.",
        )
    return YES


@door.answers("answer", PackRecall)
def can_answer_recall(actor: Actor, recall: PackRecall) -> Verdict:
    """Say who answers for a copy that was taken back: its reader, or an officer.

    Also whoever is not coming any more: they still hold what they were sent.
    """
    copy = recall.copy
    if isinstance(actor, User) and actor.is_active:
        if actor.person_id == copy.person_id:
            return YES
        if door.may(actor, "record", copy.pack.gathering):
            return YES
    return NOT_YOURS


@door.widens("list", Letter)
def can_list_letters(actor: Actor, letters: type[Letter]) -> Verdict:
    """Say who sees a list of letters: governance officers, of those they look after."""
    if not isinstance(actor, User) or not actor.is_active or actor.person_id is None:
        return NOT_ABOUT_A_PACK
    return YES if is_officer(actor.person_id) else NOT_ABOUT_A_PACK


@door.widens("manage", Letter)
def can_manage_letter(actor: Actor, letter: Letter) -> Verdict:
    """Say who mends letters about packs: the officers who keep that record."""
    topic, _, key = letter.about.partition(":")
    if topic != "pack":
        return NOT_ABOUT_A_PACK
    pack = Pack.objects.select_related("gathering").filter(pk=int(key)).first()
    return door.may(actor, "record", pack.gathering) if pack else NOT_ABOUT_A_PACK
