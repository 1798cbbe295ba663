"""What only the conflicts of interest guardian may do."""

from __future__ import annotations
