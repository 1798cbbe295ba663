"""Imports of registers for their officers, or 404 for an outsider, 403 inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from commissioning.enums import PostRole
from commissioning.models import Organisation, Post
from conflicts.loaders.interests import NOT_THERE, get_organisation_register_for
from conflicts.models import ImportRow, RegisterImport
from core import clock
from people import door


if TYPE_CHECKING:
    from django.db.models import QuerySet

    from people.models import User


def organisations_kept_by(user: User) -> QuerySet[Organisation]:
    """Return the organisations whose registers a user keeps today, as officer."""
    posts = Post.objects.held_on(clock.today()).filter(
        person=user.person_id, role=PostRole.OFFICER
    )
    return Organisation.objects.filter(pk__in=posts.order_by().values("organisation"))


def imports_for(user: User) -> QuerySet[RegisterImport]:
    """Return the imports of the registers that a user keeps, newest first."""
    mine = organisations_kept_by(user).order_by()
    rows = RegisterImport.objects.filter(organisation__in=mine.values("pk"))
    return rows.select_related("organisation")


def get_organisation_to_import_for(user: User, pk: int) -> Organisation:
    """Return an organisation into whose register the user may take entries.

    Raises:
      Http404: there is none, or the user does not work for it.
      PermissionDenied: a guardian or auditor, who reads the register.
    """
    organisation = get_organisation_register_for(user, pk)
    verdict = door.may(user, "import_register", organisation)
    if not verdict:
        raise PermissionDenied(verdict.reason)
    return organisation


def get_import_for(user: User, pk: int) -> RegisterImport:
    """Return an import that the user may read and settle.

    Raises:
      Http404: there is none, or the user is an outsider.
      PermissionDenied: a guardian or auditor of the body.
    """
    rows = RegisterImport.objects.select_related("organisation", "uploaded_by__person")
    register_import = get_object_or_404(rows, pk=pk)
    verdict = door.may(user, "change", register_import)
    if not verdict:
        if door.may(user, "read_register", register_import.organisation):
            raise PermissionDenied(verdict.reason)
        raise Http404(NOT_THERE)
    return register_import


def get_import_row_for(user: User, pk: int, number: int) -> ImportRow:
    """Return one row of an import that the user may settle.

    Raises:
      Http404: there is none, or the user is an outsider.
      PermissionDenied: a guardian or auditor of the body.
    """
    register_import = get_import_for(user, pk)
    row = get_object_or_404(ImportRow, register_import=register_import, number=number)
    row.register_import = register_import
    return row
