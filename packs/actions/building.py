"""The worker's part: build every copy of a claimed pack, one after the other."""

from __future__ import annotations

import hashlib
import json
import logging
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, transaction

from core import clock
from core.documents import CannotTypeset
from meetings.actions.agenda import lock_quietly
from packs.actions import claims
from packs.actions.files import write_both
from packs.actions.public import build_public
from packs.build.copies import layout_for, plan_for, prepare
from packs.build.edition import BrokenPaper
from packs.build.leftovers import remove_leftovers
from packs.build.manifest import ENGINE, plain, tools
from packs.build.shelf import Shelf
from packs.facts.contents import contents_of
from packs.facts.editions import agenda_of
from packs.facts.published import NOTHING, earlier_of, held_by_reader
from packs.facts.readers import reader_of, recipients_of
from packs.facts.scripts import scripts_of
from packs.models import Pack, PackCopy
from packs.rules.plan import BOTH_PARTS


if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from packs.actions.files import MadeCopy
    from packs.build.copies import Prepared
    from packs.facts.contents import Contents
    from packs.facts.editions import Agenda
    from packs.facts.readers import Recipient
    from packs.rules.note import Held
    from packs.rules.plan import PackPlan
    from packs.rules.script import Script
    from packs.values import PaperId
    from people.models import Person

logger = logging.getLogger(__name__)

# A page that polls every other second sees nothing more than this.
SECONDS_BETWEEN_REPORTS = 1.0


class NobodyComes(Exception):
    """There is nobody to build a copy for."""


@dataclass(slots=True)
class Teller:
    """Tells how far a build is, not more often than anybody looks."""

    pack: Pack
    done: int = 0
    total: int = 0
    label: str = "Getting ready"
    told_at: float = 0.0

    def begin_copy(self, done: int, total: int) -> None:
        """Tell that the next copy is begun.

        Raises:
          ClaimLost: another worker builds the pack by now.
        """
        self.done, self.total = done, total
        self.label = f"Copy {done + 1} of {total}"
        self._tell()

    def step(self, _done: int, _total: int, label: str) -> None:
        """Tell what is done within a copy, so that a long one is not taken for lost.

        Raises:
          ClaimLost: another worker builds the pack by now.
        """
        self.label = f"Copy {self.done + 1} of {self.total}: {label}"
        if time.monotonic() - self.told_at >= SECONDS_BETWEEN_REPORTS:
            self._tell()

    def _tell(self) -> None:
        claims.report(
            pack=self.pack, done=self.done, total=self.total, label=self.label
        )
        self.told_at = time.monotonic()


@dataclass(slots=True)
class Job:
    """One build: what all copies share, and the papers that turned out to be broken.

    `faults` says for such a paper what is wrong with its file, `held` what each reader
    (key) has of the pack to which this is a supplement. `scripts` are the chairs', by
    the key of each.
    """

    pack: Pack
    agenda: Agenda
    prepared: Prepared
    shelf: Shelf
    teller: Teller
    held: Mapping[int, Held]
    scripts: Mapping[int, Script] = field(default_factory=dict)
    faults: dict[PaperId, str] = field(default_factory=dict)

    def faults_told(self) -> list[dict[str, Any]]:
        """Return the broken papers, in the order of the agenda, as the pack keeps them."""
        return [
            {
                "paper": int(paper.paper_id),
                "title": paper.title,
                "reason": self.faults[paper.paper_id],
            }
            for paper in self.agenda.edition.papers
            if paper.paper_id in self.faults
        ]


def build_waiting() -> int:
    """Build every pack that waits, oldest first, and say how many were taken up.

    Safe to repeat and to kill: copies that are right are kept, a lost claim runs out,
    and what a killed worker left on the disk is removed.
    """
    remove_leftovers()
    taken = 0
    while (pack := claims.claim_next()) is not None:
        build(pack=pack)
        taken += 1
    return taken


def build(*, pack: Pack) -> None:
    """Build all copies of a claimed pack; what goes wrong is said on the pack's page.

    No transaction is open while pages are written.
    """
    shelf, teller = Shelf(), Teller(pack)
    try:
        _build_copies(pack, shelf, teller)
    except claims.ClaimLost:
        logger.warning("Pack %s is built by another worker by now", pack.pk)
    except DatabaseError:
        # Nothing can be written down: the claim runs out and somebody begins again.
        raise
    except Exception as trouble:
        logger.exception("Pack %s could not be built", pack.pk)
        _fail(pack, _words_of(trouble, teller.label))
    finally:
        shelf.close()


def _fail(pack: Pack, sentence: str) -> None:
    try:
        claims.fail(pack=pack, sentence=sentence)
    except claims.ClaimLost:
        logger.warning("Pack %s is built by another worker by now", pack.pk)


def _words_of(trouble: Exception, label: str) -> str:
    """Say in a sentence what went wrong and what a person can do."""
    if isinstance(trouble, BrokenPaper):
        return (
            f"{trouble.title}: {trouble.reason} Replace the paper, or withdraw it, and "
            "try again."
        )
    if isinstance(trouble, NobodyComes):
        return (
            "Nobody is to get a copy. Appoint people to the seats or say who attends, "
            "and try again."
        )
    if isinstance(trouble, CannotTypeset):
        return f"A page could not be written. {trouble}"
    return (
        f"The build stopped at “{label}”. If that is a paper, hand it in again as a "
        "fresh PDF; otherwise tell your support. Then try again."
    )


def _build_copies(pack: Pack, shelf: Shelf, teller: Teller) -> None:
    agenda, recipients, scripts = _read(pack)
    if not recipients:
        raise NobodyComes
    earlier, held = None, {}
    if pack.supplement_to is not None:
        earlier = earlier_of(pack.supplement_to)
        held = held_by_reader(pack.supplement_to)
    prepared = prepare(agenda.edition, earlier)
    job = Job(pack, agenda, prepared, shelf, teller, held, scripts)
    while not _all_built(job, recipients):
        logger.warning("Pack %s goes without a broken paper", pack.pk)
    number = len(recipients)
    claims.report(pack=pack, done=number, total=number, label="Built")
    _take_back_others(pack, [one.person for one in recipients])
    claims.finish(pack=pack, faults=job.faults_told())


def _all_built(job: Job, recipients: Sequence[Recipient]) -> bool:
    """Build every copy and the public pack; where a paper is broken, begin again.

    Copies that do without it anyway are right already, and are kept.
    """
    try:
        for number, recipient in enumerate(recipients):
            job.teller.begin_copy(number, len(recipients))
            _build_one(job, recipient)
        build_public(
            job.pack,
            job.prepared,
            faults=job.faults,
            shelf=job.shelf,
            progress=job.teller.step,
        )
    except BrokenPaper as found:
        if found.paper_id is None or found.paper_id in job.faults:
            raise
        job.faults[found.paper_id] = found.reason
        return False
    return True


@transaction.atomic
def _read(pack: Pack) -> tuple[Agenda, list[Recipient], Mapping[int, Script]]:
    """Read the agenda in one piece, with who reads it, and what the chairs are told.

    Nobody changes it meanwhile.
    """
    gathering = lock_quietly(pack.gathering)
    agenda = agenda_of(gathering)
    locked = claims.held(pack)
    locked.edition_sha256 = agenda.sha256
    locked.save(update_fields=["edition_sha256"])
    pack.gathering = gathering
    return agenda, recipients_of(gathering), scripts_of(gathering)


def _build_one(job: Job, recipient: Recipient) -> None:
    """Build one reader's copy, unless it is there and would be the same."""
    person = recipient.person
    pack, agenda = job.pack, job.agenda
    reader = reader_of(
        person, pack.gathering, agenda.items, agenda.versions, agenda.twins
    )
    plan = plan_for(
        job.prepared,
        items=reader.items,
        papers=reader.papers,
        parts=BOTH_PARTS,
        faults=job.faults,
    )
    held = job.held.get(person.pk, NOTHING)
    script = job.scripts.get(person.pk)
    contents = contents_of(
        plan,
        items=[item.pk for item in agenda.items],
        excluded=reader.excluded,
        source=_source(job, plan, held, recipient.name, script),
        script=script,
        layout=layout_for(job.prepared, plan, held, is_alone=False),
    )
    same = pack.copies.filter(person=person, contents__source=contents.source)
    if same.filter(revoked_at__isnull=True).exists():
        return
    made = write_both(
        job.prepared,
        plan,
        reader=recipient.name,
        shelf=job.shelf,
        held=held,
        script=script,
        progress=job.teller.step,
    )
    _keep(pack, person, made, contents)
    made.discard()


def _source(
    job: Job, plan: PackPlan, held: Held, reader: str, script: Script | None
) -> str:
    """Return the digest of everything a copy's bytes depend on."""
    facts = [job.agenda.sha256, plain(plan), reader, ENGINE, tools()]
    if script is not None:
        facts.append(plain(script))
    if job.prepared.earlier is not None:
        facts += [plain(job.prepared.earlier), plain(held)]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def _keep(pack: Pack, person: Person, made: MadeCopy, contents: Contents) -> None:
    """Keep one copy in the place of an older one of the same reader.

    Raises:
      ClaimLost: another worker builds the pack by now; nothing is written.
    """
    with transaction.atomic():
        claims.held(pack)
        copy = pack.copies.filter(person=person).first()
        copy = copy or PackCopy(pack=pack, person=person)
        replaced = [name for name in (copy.file.name, copy.later_file.name) if name]
        copy.contents = contents.as_json()
        copy.built_at = clock.now()
        copy.revoked_at = copy.revoked_by = None
        made.put_into(copy)
        copy.save()
    for name in replaced:
        copy.file.storage.delete(name)


@transaction.atomic
def _take_back_others(pack: Pack, people: list[Person]) -> None:
    """Take back copies of an earlier attempt whose readers are not coming any more.

    Raises:
      ClaimLost: another worker builds the pack by now.
    """
    claims.held(pack)
    others = pack.copies.exclude(person__in=people).filter(revoked_at__isnull=True)
    others.update(revoked_at=clock.now(), revoked_by=pack.requested_by)
