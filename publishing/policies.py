"""What anybody may read: announced meetings, their public part, committees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from commissioning.enums import PostRole
from commissioning.models import Organisation, Post
from committees.models import Committee
from committees.policies import roles_at
from conflicts.rules.registers import Edition
from core import clock
from core.verdict import YES, Verdict, no
from decisions.models import Minutes
from meetings.enums import GatheringState, Part, Sensitivity
from meetings.facts.redactions import current_twins, facts_of, shut_twins
from meetings.models import Gathering, Item, PaperVersion, RedactedTwin
from meetings.policies.gatherings import can_record_gathering
from meetings.rules.redaction import Published, published_as
from meetings.rules.states import AFTER_MEETING
from packs.models import PackState, PublicPack
from people import door
from people.models import User
from publishing.facts import assurance, retention
from publishing.facts.minutes import public_minutes
from publishing.facts.releases import is_released
from publishing.models import RegisterEdition
from publishing.rules.visibility import LineFacts, is_announced, is_for_everybody


if TYPE_CHECKING:
    from collections.abc import Collection

    from people.actors import Actor

NOT_PUBLIC = no("not_public", "This is not published.")
NOT_PRIVATE = no("not_private", "The item is in the public part already.")
NOT_HELD = no(
    "not_held",
    "A private matter is released after the meeting. Before it, move the item to the "
    "public part.",
)
NOT_ITS_OFFICER = no(
    "register_not_kept_by_you",
    "Only a governance officer who keeps this register may issue it.",
)


@door.answers("read_publicly", Gathering)
def is_gathering_public(actor: Actor, gathering: Gathering) -> Verdict:
    """Say whether a gathering is public: from its notice on, also when cancelled."""
    state = GatheringState(gathering.state)
    had_notice = state == GatheringState.CANCELLED and had_notice_given(gathering)
    return YES if is_announced(state, had_notice=had_notice) else NOT_PUBLIC


def had_notice_given(gathering: Gathering) -> bool:
    """Say whether notice was ever given: only then do matters take references."""
    return gathering.items.exclude(reference="").exists()


@door.answers("read_publicly", Item)
def is_item_public(actor: Actor, item: Item) -> Verdict:
    """Say whether an item is public: in the public part of an announced meeting."""
    if not is_for_everybody(line_of(item)):
        return NOT_PUBLIC
    return is_gathering_public(actor, item.gathering)


@door.answers("read_publicly", PaperVersion)
def is_version_public(actor: Actor, version: PaperVersion) -> Verdict:
    """Say whether a full paper is public: the newest version of a public paper.

    Or of one of the private part, once all its committees have released that version.
    Never one that is published redacted. Withholding from a reader's pack never takes a
    paper off the public site.
    """
    if _is_replaced(version):
        return NOT_PUBLIC
    if is_released(version) and not version.paper.is_redacted:
        return is_gathering_public(actor, version.paper.item.gathering)
    facts = facts_of(version, has_twin=False)
    if published_as(facts) is not Published.FULL:
        return NOT_PUBLIC
    return is_item_public(actor, version.paper.item)


@door.answers("read_publicly", RedactedTwin)
def is_twin_public(actor: Actor, twin: RedactedTwin) -> Verdict:
    """Say whether a redacted twin is public: the one that stands, of the newest version."""
    version = twin.version
    standing = current_twins([version]).get(version.pk)
    facts = facts_of(version, has_twin=standing is not None and standing.pk == twin.pk)
    if published_as(facts) is not Published.REDACTED or _is_replaced(version):
        return NOT_PUBLIC
    if is_released(version):
        return is_gathering_public(actor, version.paper.item.gathering)
    return is_item_public(actor, version.paper.item)


@door.answers("release", Item)
def can_release_item(actor: Actor, item: Item) -> Verdict:
    """Say who records that a private matter is released: the keepers of the record.

    Once the meeting was held: before, a matter that need not be private is moved to the
    public part (docs/field.md 6.6).
    """
    verdict = can_record_gathering(actor, item.gathering)
    if not verdict:
        return verdict
    if item.part != Part.TWO or item.is_heading:
        return NOT_PRIVATE
    return YES if item.gathering.state in AFTER_MEETING else NOT_HELD


def _is_replaced(version: PaperVersion) -> bool:
    return version.paper.versions.filter(number__gt=version.number).exists()


@door.answers("read_publicly", PublicPack)
def is_pack_public(actor: Actor, public: PublicPack) -> Verdict:
    """Say whether a public pack is out: its pack was sent, and all it gives is public.

    A paper that was withdrawn or replaced since, or a matter that was taken off, makes
    it void until the pack as it stands has been sent; papers are then opened one by one.
    """
    if public.pack.state != PackState.SENT:
        return NOT_PUBLIC
    items = Item.objects.filter(pk__in=public.items, gathering=public.pack.gathering)
    lines = [line_of(item) for item in items.select_related("parent")]
    versions = PaperVersion.objects.filter(
        pk__in=public.versions,
        paper__is_withdrawn=False,
        paper__sensitivity=Sensitivity.PUBLIC,
    )
    later = PaperVersion.objects.filter(
        paper=OuterRef("paper"), number__gt=OuterRef("number")
    )
    is_whole = len(lines) == len(public.items) and all(map(is_for_everybody, lines))
    if not is_whole or versions.exclude(Exists(later)).count() != len(public.versions):
        return NOT_PUBLIC
    if not _are_published(public.twins):
        return NOT_PUBLIC
    return is_gathering_public(actor, public.pack.gathering)


def _are_published(twins: Collection[int]) -> bool:
    """Say whether redacted forms (keys) all stand, of papers as they now are."""
    if not twins:
        return True
    later = PaperVersion.objects.filter(
        paper=OuterRef("version__paper"), number__gt=OuterRef("version__number")
    )
    current = RedactedTwin.objects.filter(
        ~Exists(later), pk__in=twins, version__paper__is_withdrawn=False
    )
    return current.count() == len(twins) and not shut_twins(twins)


@door.answers("read_publicly", Minutes)
def are_minutes_public(actor: Actor, minutes: Minutes) -> Verdict:
    """Say whether an issue of minutes is public: confirmed, part 1, and published."""
    published = public_minutes(minutes.gathering)
    is_it = published is not None and published.pk == minutes.pk
    return YES if is_it else NOT_PUBLIC


@door.answers("read_publicly", Committee)
def is_committee_public(actor: Actor, committee: Committee) -> Verdict:
    """Say whether a committee has a public page: from the day it was established."""
    return YES if committee.established_on <= clock.today() else NOT_PUBLIC


@door.answers("read_publicly", Organisation)
def is_organisation_public(actor: Actor, organisation: Organisation) -> Verdict:
    """Say whether a body has a public register: once a committee of it stands."""
    standing = organisation.committees.filter(established_on__lte=clock.today())
    return YES if standing.exists() else NOT_PUBLIC


@door.answers("read_publicly", RegisterEdition)
def is_edition_public(actor: Actor, edition: RegisterEdition) -> Verdict:
    """Say whether anybody may read an edition: the public ones, never a full one."""
    return YES if edition.edition == Edition.PUBLIC else NOT_PUBLIC


@door.answers("issue_register", Committee)
def can_issue_committee_register(actor: Actor, committee: Committee) -> Verdict:
    """Say who issues a committee's register: the officers of its bodies."""
    is_officer = PostRole.OFFICER in roles_at(actor, committee)
    return YES if is_officer else NOT_ITS_OFFICER


@door.answers("issue_register", Organisation)
def can_issue_organisation_register(
    actor: Actor, organisation: Organisation
) -> Verdict:
    """Say who issues a body's register: its officers."""
    if not isinstance(actor, User) or not actor.is_active:
        return NOT_ITS_OFFICER
    posts = Post.objects.held_on(clock.today()).filter(
        person=actor.person_id, organisation=organisation, role=PostRole.OFFICER
    )
    return YES if posts.exists() else NOT_ITS_OFFICER


def line_of(item: Item) -> LineFacts:
    """Return what decides whether an item is public; its parent is loaded with it."""
    is_gone = item.parent is not None and item.parent.is_withdrawn
    return LineFacts(
        part=Part(item.part),
        reference=item.reference,
        is_heading=item.is_heading,
        is_withdrawn=item.is_withdrawn or is_gone,
    )


# Imported with the policies at start-up: it answers what a purge asks.
__all__ = ["assurance", "retention"]
