"""Rows of this room: contract facts, sites, list sizes."""

from __future__ import annotations

from practices.models.list_size import ListSize, ListStatement
from practices.models.practice_record import PracticeRecord
from practices.models.site import Site


__all__ = ["ListSize", "ListStatement", "PracticeRecord", "Site"]
