"""The worker's part of imports: claim one, work on it, survive being killed."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import DatabaseError, transaction
from django.db.models import Q

from conflicts.actions.imports import WORKING
from conflicts.actions.imports_checking import check_file
from conflicts.actions.imports_loading import RowsChanged, load_rows, tell_loaded
from conflicts.enums import ImportState, RowState
from conflicts.models import RegisterImport
from core import clock
from core.errors import RuleBroken


if TYPE_CHECKING:
    from datetime import datetime

logger = logging.getLogger(__name__)

# A worker that was not heard of for so long is taken for dead.
CLAIM_RUNS_OUT = timedelta(minutes=5)


class ClaimLost(Exception):
    """Another worker has taken the import over."""


def work_on_imports() -> int:
    """Check or load every import that waits, and say how many were taken up.

    Safe to repeat and to kill: a lost claim runs out and somebody goes on.
    """
    taken = 0
    while (register_import := claim_next()) is not None:
        work_on(register_import)
        taken += 1
    return taken


@transaction.atomic
def claim_next(now: datetime | None = None) -> RegisterImport | None:
    """Claim the next import that waits for a worker, or whose worker was lost."""
    moment = now or clock.now()
    waiting = RegisterImport.objects.filter(state__in=WORKING).filter(
        Q(claimed_at__isnull=True) | Q(claimed_at__lt=moment - CLAIM_RUNS_OUT)
    )
    claimed = (
        waiting.select_for_update(skip_locked=True, of=("self",))
        .select_related("organisation", "uploaded_by__person")
        .order_by("uploaded_at")
        .first()
    )
    if claimed is not None:
        claimed.claimed_at = moment
        claimed.save(update_fields=["claimed_at"])
    return claimed


def work_on(register_import: RegisterImport) -> None:
    """Check or load one claimed import; what goes wrong is said on its page."""
    is_check = register_import.state == ImportState.CHECKING
    try:
        if is_check:
            _check(register_import)
        else:
            _load(register_import)
    except ClaimLost:
        logger.warning("Import %s is worked on elsewhere", register_import.pk)
    except DatabaseError:
        raise
    except RuleBroken as refusal:
        _finish(register_import, ImportState.REFUSED, refusal.verdict.reason)
    except RowsChanged:
        _recheck(register_import)
    except Exception:
        logger.exception("Import %s stopped", register_import.pk)
        state = ImportState.REFUSED if is_check else ImportState.CHECKED
        _finish(
            register_import,
            state,
            "The work stopped and nothing is half done. Try again; if it stops once "
            "more, tell your support.",
        )


def _check(register_import: RegisterImport) -> None:
    done = 0
    for done in check_file(register_import):
        _report(register_import, done)
    if not done:
        _finish(register_import, ImportState.REFUSED, "There is no row to take in.")
        return
    RegisterImport.objects.filter(pk=register_import.pk).update(rows_total=done)
    # What sent it back to be checked once more stays to be read.
    _finish(register_import, ImportState.CHECKED, register_import.problem)


def _load(register_import: RegisterImport) -> None:
    for done in load_rows(register_import):
        _report(register_import, done)
    rows = register_import.rows
    tell_loaded(register_import, rows.filter(state=RowState.LOADED).count())
    is_settled = not rows.filter(state=RowState.FAULTY).exists()
    _finish(register_import, ImportState.LOADED if is_settled else ImportState.SETTLING)


def _recheck(register_import: RegisterImport) -> None:
    """Put an all-or-nothing import before the officer again: the record has moved."""
    RegisterImport.objects.filter(
        pk=register_import.pk, claimed_at=register_import.claimed_at
    ).update(
        state=ImportState.CHECKING,
        claimed_at=None,
        problem="The record changed since the check, so nothing was loaded: look again.",
    )


def _report(register_import: RegisterImport, done: int) -> None:
    """Say how far the work is, and that its worker lives.

    Raises:
      ClaimLost: somebody else works on it by now.
    """
    moment = clock.now()
    mine = RegisterImport.objects.filter(
        pk=register_import.pk, claimed_at=register_import.claimed_at
    )
    if not mine.update(rows_done=done, claimed_at=moment):
        raise ClaimLost
    register_import.claimed_at = moment


def _finish(
    register_import: RegisterImport, state: ImportState, problem: str = ""
) -> None:
    mine = RegisterImport.objects.filter(
        pk=register_import.pk, claimed_at=register_import.claimed_at
    )
    mine.update(state=state, claimed_at=None, problem=problem)
