"""Documents: typesetting from facts, and what PDF files of any origin have in common."""

from __future__ import annotations

from core.documents.typesetting import CannotTypeset, render


__all__ = ["CannotTypeset", "render"]
