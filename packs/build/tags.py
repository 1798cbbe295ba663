"""Keep the accessibility tags of every file that is merged into a pack."""

from __future__ import annotations

from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name


class TagTree:
    """One structure tree for the whole pack, grown file by file.

    Merging drops the tags of all files but one: each tree is copied, its parent keys
    are moved up past those taken, and all hang under one document.
    """

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.document = pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, K=Array([]))
        )
        self.parents: list[tuple[int, Any]] = []
        self.roles = Dictionary()
        self.next_key = 0

    def take(self, source: pikepdf.Pdf, pages: list[Any]) -> bool:
        """Copy the tags of a file whose pages were just appended as `pages`.

        The copy must follow the appending: only then do its links to pages lead to
        the pages of the pack. Says whether there were tags.
        """
        tree = source.Root.get("/StructTreeRoot")
        if tree is None:
            return False
        if not tree.is_indirect:
            tree = source.make_indirect(tree)
        copied: Any = self.pdf.copy_foreign(tree)
        offset = self.next_key
        self._hang(copied)
        highest = self._take_parents(copied, offset)
        for page in pages:
            self._move_keys(page, offset)
        for role, standard in dict(copied.get("/RoleMap", {})).items():
            if role not in self.roles:
                self.roles[role] = standard
        declared = int(copied.get("/ParentTreeNextKey", 0))
        self.next_key = offset + max(declared, highest + 1)
        return True

    def write(self) -> None:
        """Hang the finished tree into the pack."""
        numbers = Array()
        for key, value in sorted(self.parents, key=lambda pair: pair[0]):
            numbers.append(key)
            numbers.append(value)
        root = self.pdf.make_indirect(
            Dictionary(
                Type=Name.StructTreeRoot,
                K=Array([self.document]),
                ParentTree=self.pdf.make_indirect(Dictionary(Nums=numbers)),
                ParentTreeNextKey=self.next_key,
                RoleMap=self.roles,
            )
        )
        self.document["/P"] = root
        self.pdf.Root["/StructTreeRoot"] = root
        self.pdf.Root["/MarkInfo"] = Dictionary(Marked=True)

    def _hang(self, copied: Any) -> None:
        kids = copied.get("/K")
        if kids is None:
            return
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, Dictionary):
                kid["/P"] = self.document
                self.document.K.append(kid)

    def _take_parents(self, copied: Any, offset: int) -> int:
        highest = -1
        tree = copied.get("/ParentTree")
        if tree is None:
            return highest
        for key, value in pikepdf.NumberTree(tree).items():
            self.parents.append((int(key) + offset, value))
            highest = max(highest, int(key))
        return highest

    def _move_keys(self, page: Any, offset: int) -> None:
        if offset == 0:
            return
        if "/StructParents" in page:
            page["/StructParents"] = int(page["/StructParents"]) + offset
        for note in page.get("/Annots", []):
            if "/StructParent" in note:
                note["/StructParent"] = int(note["/StructParent"]) + offset
        resources = page.get("/Resources", {})
        for form in dict(resources.get("/XObject", {})).values():
            # A form used on several pages is moved once: its key is marked as moved.
            if "/StructParents" in form and "/QuorateMoved" not in form:
                form["/StructParents"] = int(form["/StructParents"]) + offset
                form["/QuorateMoved"] = True
