"""One structure tree out of many: merging keeps what screen readers read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any


if TYPE_CHECKING:
    import pikepdf


PAGE_MARK = b"/%s <</MCID 0>> BDC\nq\n"
PAGE_MARK_END = b"\nQ\nEMC\n"
_DEEPEST = 64
_BY_RULE = b"pdfuaid:part"


def claims_to_be_accessible(pdf: pikepdf.Pdf) -> bool:
    """Say whether a file says of itself that it keeps the rules of PDF/UA."""
    import pikepdf

    described = pdf.Root.get("/Metadata")
    if not isinstance(described, pikepdf.Stream):
        return False
    try:
        return _BY_RULE in described.read_bytes()
    except pikepdf.PdfError:
        return False


def is_tagged(pdf: pikepdf.Pdf) -> bool:
    """Say whether a file carries a structure tree with something in it."""
    tree = pdf.Root.get("/StructTreeRoot")
    return tree is not None and tree.get("/K") is not None


def prune(source: pikepdf.Pdf, kept: Sequence[pikepdf.Page]) -> None:
    """Take the tags of all other pages off a source, in memory, before it is adopted.

    What is not to be read may stand in its tags too, as titles and descriptions. Every
    element right below the top is taken to stay within pages that go together.
    """
    from pikepdf import Array, Dictionary

    tree: Any = source.Root.StructTreeRoot
    pages: set[Any] = {page.objgen for page in kept}
    keys = {
        int(thing[key])
        for page in kept
        for thing in _carriers(page)
        for key in ("/StructParents", "/StructParent")
        if key in thing
    }
    for top in _kids(tree):
        top.K = Array([kid for kid in _kids(top) if _is_on(kid, pages)])
    numbers = [
        (int(key), parents)
        for key, parents in _entries(tree.get("/ParentTree"), "/Nums")
        if int(key) in keys
    ]
    tree.ParentTree = _numbered(source, numbers)
    names = {
        bytes(name): element
        for name, element in _entries(tree.get("/IDTree"), "/Names")
        if _is_on(element, pages)
    }
    tree.IDTree = _named(source, names) if names else Dictionary(Names=Array([]))


def _is_on(element: pikepdf.Object, pages: set[Any]) -> bool:
    page = first_page_of(element)
    return page is not None and page.objgen in pages


def name_apart(source: pikepdf.Pdf, suffix: str) -> None:
    """Give the named tags of a file, in memory, names that no other file has.

    Merging would have to do it for every copy; done once, merging need not look.
    """
    from pikepdf import String

    tree: Any = source.Root.StructTreeRoot
    names: dict[bytes, pikepdf.Object] = {}
    renamed: dict[bytes, bytes] = {}
    for name, element in _entries(tree.get("/IDTree"), "/Names"):
        renamed[bytes(name)] = b"%s-%s" % (bytes(name), suffix.encode())
        element.ID = String(renamed[bytes(name)])
        names[renamed[bytes(name)]] = element
    if names:
        tree.IDTree = _named(source, names)
        _rename_headers(_kids(tree), renamed)


@dataclass
class TagForest:
    """The structure tree of a document in the making.

    Merge the sources into `pdf` first, then adopt the tags of each, then place the
    parts in reading order.
    """

    pdf: pikepdf.Pdf
    _next_key: int = 0
    _numbers: list[tuple[int, pikepdf.Object]] = field(default_factory=list)
    _names: dict[bytes, pikepdf.Object] = field(default_factory=dict)
    _roles: dict[str, pikepdf.Object] = field(default_factory=dict)
    _classes: dict[str, pikepdf.Object] = field(default_factory=dict)
    _spaces: list[pikepdf.Object] = field(default_factory=list)

    def adopt(
        self, tree: pikepdf.Object, pages: Sequence[pikepdf.Page]
    ) -> list[pikepdf.Object]:
        """Take over the tree of a source; return its top elements, not yet placed.

        Both have been merged into this document: the tree, and the source's pages, in
        order.
        """
        offset = self._next_key
        parents = {
            int(key): element
            for key, element in _entries(tree.get("/ParentTree"), "/Nums")
        }
        _lead_back(pages, parents)
        _shift(pages, offset)
        self._numbers += [(offset + key, each) for key, each in parents.items()]
        self._next_key = offset + max(parents, default=-1) + 1
        tops = _kids(tree)
        self._merge_map(self._roles, tree.get("/RoleMap"), tops, "/S")
        self._merge_map(self._classes, tree.get("/ClassMap"), tops, "/C")
        self._merge_names(tree, tops)
        self._spaces.extend(tree.get("/Namespaces") or [])
        return tops

    def describe_page(self, page: pikepdf.Page, words: str) -> pikepdf.Object:
        """Tag a page of an untagged source as one piece.

        A page of text becomes a paragraph, read in the order of its content; a picture
        becomes a figure whose `words` say what cannot be read aloud.
        """
        from pikepdf import Array, Dictionary, Name, String

        from core.documents.pages import draw_over, shows_text

        kind = "P" if shows_text(page) else "Figure"
        element = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), Pg=page.obj, K=0)
        )
        if kind == "Figure":
            element.Alt = String(words)
        draw_over(
            page,
            self.pdf.make_stream(PAGE_MARK % kind.encode()),
            self.pdf.make_stream(PAGE_MARK_END),
        )
        page.obj.StructParents = self._next_key
        self._numbers.append((self._next_key, Array([element])))
        self._next_key += 1
        return element

    def part(
        self, kids: Sequence[pikepdf.Object], title: str = "", language: str = ""
    ) -> pikepdf.Object:
        """Gather elements under one part of the document."""
        from pikepdf import Array, Dictionary, Name, String

        made = self.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Part))
        if title:
            made.T = String(title)
        if language:
            made.Lang = String(language)
        made.K = Array(list(kids))
        for kid in kids:
            kid.P = made
        return made

    def plant(self, parts: Sequence[pikepdf.Object]) -> None:
        """Hang the parts, in reading order, under the one root of the document."""
        from pikepdf import Array, Dictionary, Name

        pdf = self.pdf
        top = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))
        root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        top.P = root
        top.K = Array(list(parts))
        for part in parts:
            part.P = top
        root.K = Array([top])
        root.ParentTree = _numbered(pdf, self._numbers)
        root.ParentTreeNextKey = self._next_key
        if self._names:
            root.IDTree = _named(pdf, self._names)
        for name, found in (("/RoleMap", self._roles), ("/ClassMap", self._classes)):
            if found:
                root[name] = Dictionary(found)
        if self._spaces:
            root.Namespaces = Array(self._spaces)
        pdf.Root.StructTreeRoot = root
        pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _merge_map(
        self,
        known: dict[str, pikepdf.Object],
        added: pikepdf.Object | None,
        tops: Sequence[pikepdf.Object],
        key: str,
    ) -> None:
        renamed = {}
        for name, meaning in (added or {}).items():
            if name in known and repr(known[name]) != repr(meaning):
                renamed[name] = f"{name}-{self._next_key}"
            known[renamed.get(name, name)] = meaning
        if renamed:
            _rename(tops, key, renamed)

    def _merge_names(
        self, tree: pikepdf.Object, tops: Sequence[pikepdf.Object]
    ) -> None:
        import pikepdf

        added = {
            bytes(name): element
            for name, element in _entries(tree.get("/IDTree"), "/Names")
        }
        clashes = {
            name: b"%s-%d" % (name, self._next_key)
            for name in added
            if name in self._names
        }
        for name, element in added.items():
            if name in clashes:
                element.ID = pikepdf.String(clashes[name])
            self._names[clashes.get(name, name)] = element
        if clashes:
            _rename_headers(tops, clashes)


def first_page_of(element: pikepdf.Object) -> pikepdf.Object | None:
    """Find the first page that an element or something within it stands on."""
    import pikepdf

    queue = [element]
    for each in queue:
        if "/Pg" in each:
            return each.Pg
        queue.extend(kid for kid in _kids(each) if isinstance(kid, pikepdf.Dictionary))
    return None


def _kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    import pikepdf

    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _walk(tops: Sequence[pikepdf.Object]) -> Iterator[pikepdf.Object]:
    import pikepdf

    waiting = list(tops)
    while waiting:
        element = waiting.pop()
        if isinstance(element, pikepdf.Dictionary):
            yield element
            waiting.extend(_kids(element))


def _rename(tops: Sequence[pikepdf.Object], key: str, names: dict[str, str]) -> None:
    import pikepdf

    for element in _walk(tops):
        name = str(element.get(key, ""))
        if name in names:
            element[key] = pikepdf.Name(names[name])


def _rename_headers(tops: Sequence[pikepdf.Object], names: dict[bytes, bytes]) -> None:
    import pikepdf

    for element in _walk(tops):
        given = element.get("/A")
        if given is None:
            continue
        for each in given if isinstance(given, pikepdf.Array) else [given]:
            if isinstance(each, pikepdf.Dictionary) and "/Headers" in each:
                each.Headers = pikepdf.Array(
                    pikepdf.String(names.get(bytes(name), bytes(name)))
                    for name in each.Headers.as_list()
                )


def _entries(
    tree: pikepdf.Object | None, leaves: str, depth: int = 0
) -> Iterator[tuple[pikepdf.Object, pikepdf.Object]]:
    # Number and name trees branch through /Kids; a broken one may branch in a circle.
    if tree is None or depth > _DEEPEST:
        return
    flat = list(tree.get(leaves) or [])
    yield from zip(flat[::2], flat[1::2], strict=False)
    for kid in tree.get("/Kids") or []:
        yield from _entries(kid, leaves, depth + 1)


def _lead_back(
    pages: Sequence[pikepdf.Page], parents: dict[int, pikepdf.Object]
) -> None:
    """Lead tags to the notes of merged pages: merging made these anew, not the tags."""
    import pikepdf

    for page in pages:
        for note in page.obj.get("/Annots") or []:
            if "/StructParent" not in note:
                continue
            key = int(note.StructParent)
            element = parents.get(key)
            if not isinstance(element, pikepdf.Dictionary):
                continue
            for kid in _kids(element):
                is_note = isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid
                if is_note and kid.Obj.get("/StructParent") == key:
                    kid.Obj = note


def _shift(pages: Sequence[pikepdf.Page], offset: int) -> None:
    seen: set[tuple[int, int]] = set()
    for page in pages:
        for thing in _carriers(page):
            if thing.is_indirect:
                if thing.objgen in seen:
                    continue
                seen.add(thing.objgen)
            for key in ("/StructParents", "/StructParent"):
                if key in thing:
                    thing[key] = int(thing[key]) + offset


def _carriers(page: pikepdf.Page) -> Iterator[pikepdf.Object]:
    yield page.obj
    yield from page.obj.get("/Annots") or []
    yield from _pictures(page.obj.get("/Resources"), 0)


def _pictures(resources: pikepdf.Object | None, depth: int) -> Iterator[pikepdf.Object]:
    if resources is None or depth > _DEEPEST:
        return
    for each in (resources.get("/XObject") or {}).values():
        yield each
        if each.get("/Subtype") == "/Form":
            yield from _pictures(each.get("/Resources"), depth + 1)


def _numbered(
    pdf: pikepdf.Pdf, numbers: list[tuple[int, pikepdf.Object]]
) -> pikepdf.Object:
    from pikepdf import Array, Dictionary

    flat: list[object] = []
    for key, parents in sorted(numbers, key=lambda pair: pair[0]):
        flat.extend((key, parents))
    return pdf.make_indirect(Dictionary(Nums=Array(flat)))


def _named(pdf: pikepdf.Pdf, names: dict[bytes, pikepdf.Object]) -> pikepdf.Object:
    from pikepdf import Array, Dictionary, String

    flat: list[object] = []
    for name, element in sorted(names.items()):
        flat.extend((String(name), element))
    return pdf.make_indirect(Dictionary(Names=Array(flat)))
