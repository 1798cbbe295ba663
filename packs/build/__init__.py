"""Packs made of bytes: typeset, merged, stamped, tagged."""
