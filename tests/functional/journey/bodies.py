"""Step 2: the officer sets up three committees that meet in common, on the pages."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from committees.models import Committee, GroupInCommon


FROM = date(2015, 4, 1)
SEATS = (
    # title, category, voting, roles
    ("Lay chair", "lay", True, ["chair"]),
    ("Lay member, patient involvement", "lay", True, ["vice_chair"]),
    ("Chief officer", "executive", True, ["chief_officer"]),
    ("Chief finance officer", "executive", True, ["cfo"]),
    ("Clinical director", "gp", True, ["clinical_lead"]),
    ("NHS England", "nhs_england", False, ["nhs_england"]),
    ("Healthwatch", "partner", False, ["healthwatch"]),
    ("Health and wellbeing board", "partner", False, ["wellbeing_board"]),
)
CLAUSES = (
    {"kind": "min_total", "number": 3},
    {"kind": "chair_or_vice"},
    {"kind": "min_of_category", "number": 1, "categories": ["gp"]},
)
AREAS = {
    "07L": ("Barking and Dagenham", "Desmond Achebe", "Dr Leila Haddad"),
    "08F": ("Havering", "Margaret Ellison", "Dr Samuel Okafor"),
    "08N": ("Redbridge", "Ruth Silverman", "Dr Amit Chowdhury"),
}
SHARED = {
    "Lay member, patient involvement": "Colin Marsh",
    "Chief officer": "Eleanor Fairbank",
    "Chief finance officer": "Tomasz Nowicki",
}


def set_up_committees(walker):
    """Establish, adopt terms, fill seats, name a deputy, form the group."""
    for area, chair, gp in AREAS.values():
        committee = _establish(walker, area)
        _adopt(walker, committee)
        holders = SHARED | {"Lay chair": chair, "Clinical director": gp}
        for title, name in holders.items():
            _seat(walker, committee, title, name)
    havering = Committee.objects.get(short_name="Havering PCCC")
    _seat(walker, havering, "Chief finance officer", "Grace Adeyemi", deputy=True)
    return _form_group(walker)


def _establish(walker, area):
    walker.goto(reverse("committees:establish"))
    label = walker.page.locator("label", has_text=area.upper())
    walker.page.locator(f"#{label.get_attribute('for')}").check()
    walker.fill(
        name=f"{area} Primary Care Commissioning Committee",
        short_name=f"{area} PCCC",
        kind="pccc",
        reference_pattern=f"PCCC-{area[:3].upper()}/{{yy}}/{{n:03}}",
        established_on=FROM,
    ).press("Save and continue")
    return Committee.objects.get(short_name=f"{area} PCCC")


def _adopt(walker, committee):
    walker.goto(reverse("committees:adopt_terms", args=[committee.slug]))
    walker.fill(effective_from=FROM, approved_by_words="Governing body, 26 March 2015")
    for number, (title, category, is_voting, roles) in enumerate(SEATS):
        walker.fill(
            **{
                f"seats-{number}-title": title,
                f"seats-{number}-category": category,
                f"seats-{number}-is_voting": is_voting,
                f"seats-{number}-roles": roles,
            }
        )
    for number, clause in enumerate(CLAUSES):
        walker.fill(**{f"clauses-{number}-{key}": one for key, one in clause.items()})
    walker.press("Adopt these terms")
    walker.reads("is adopted", "Lay chair")


def _seat(walker, committee, title, name, *, deputy=False):
    seat = committee.seats.get(title=title)
    given, family = name.rsplit(" ", 1)
    page = "name_deputy" if deputy else "appoint"
    address = reverse(f"committees:{page}", args=[committee.slug, seat.pk])
    walker.goto(f"{address}?q={family}")
    if not walker.page.locator("label", has_text=name).count():
        walker.goto(reverse("committees:enter_person", args=[committee.slug, seat.pk]))
        email = f"{family.lower()}@example.org"
        walker.fill(given_name=given, family_name=family, email=email)
        walker.press("Save and continue")
        walker.goto(f"{address}?q={family}")
    walker.page.locator("label", has_text=name).click()
    walker.fill(from_on=FROM)
    walker.page.locator("main form button[type=submit]").last.click()
    walker.page.wait_for_url("**/seats/*/")
    walker.see().reads(name)


def _form_group(walker):
    walker.goto(reverse("committees:form_group"))
    walker.fill(name="BHR committees in common")
    for area, _chair, _gp in AREAS.values():
        walker.page.get_by_label(f"{area} Primary Care", exact=False).first.check()
    walker.fill(convening_seat="Havering")
    walker.press("Form the group")
    return GroupInCommon.objects.get()
