"""The people of the demonstration: all invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desk.demo.signins import PASSWORD
from people.actions import persons, users
from people.models import User


if TYPE_CHECKING:
    from people.models import Person

DOMAIN = "demo.quorate.example"
ADMIN = f"admin@{DOMAIN}"

# Short name in the seeds, title, given name, family name; * signs in.
PEOPLE = (
    ("officer", "", "Priya", "Anand", True),
    ("guardian", "", "Harold", "Whitmore", True),
    ("auditor", "", "Sunita", "Bhatt", True),
    ("chair", "", "Margaret", "Ellison", True),
    ("lay_barking", "", "Desmond", "Achebe", True),
    ("lay_redbridge", "", "Ruth", "Silverman", True),
    ("lay_ppi", "", "Colin", "Marsh", False),
    ("chief_officer", "", "Eleanor", "Fairbank", True),
    ("cfo", "", "Tomasz", "Nowicki", False),
    ("deputy_cfo", "", "Grace", "Adeyemi", False),
    ("gp", "Dr", "Samuel", "Okafor", True),
    ("gp_barking", "Dr", "Leila", "Haddad", True),
    ("gp_redbridge", "Dr", "Amit", "Chowdhury", False),
    ("nhs_england", "", "Patricia", "Doyle", False),
    ("healthwatch", "", "Oluwaseun", "Bello", False),
    ("lmc", "Dr", "Ivor", "Pritchard", False),
    ("assistant", "", "Tara", "Whitcombe", True),
    ("gp_outside", "Dr", "Miriam", "Castell", False),
    ("primary_care", "", "Hannah", "Lockwood", True),
    ("ncl", "", "Fiona", "Grant", True),
    ("ncl_chair", "", "Bernard", "Osei", False),
    ("ncl_nhse", "", "Caroline", "Wyatt", False),
    ("ncl_ao", "", "Marcus", "Thistlewood", False),
    ("ncl_gp", "Dr", "Yasmin", "Rahimi", False),
    ("ncl_lay", "", "Edith", "Kowalska", False),
    ("banes", "", "Robert", "Tennant", True),
    ("banes_chair", "", "Judith", "Penrose", False),
    ("banes_vice", "", "Alan", "Fry", False),
    ("banes_co", "", "Naomi", "Cartwright", False),
    ("banes_cfo", "", "Peter", "Vaughan", False),
    ("banes_gp", "Dr", "Helen", "Marchant", False),
    ("banes_nhse", "", "Simon", "Ridley", False),
)


@dataclass(slots=True)
class Cast:
    """Everybody by their short name, and the administrator who enters them."""

    admin: User
    persons: dict[str, Person] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)


def enter_cast() -> Cast:
    """Enter all people and let those with a sign-in sign in with the one password."""
    admin = User.objects.create_superuser(ADMIN, PASSWORD)
    cast = Cast(admin)
    for key, title, given, family, signs_in in PEOPLE:
        email = f"{key.replace('_', '.')}@{DOMAIN}"
        person = persons.enter(
            title=title,
            given_name=given,
            family_name=family,
            email=email,
            postal_address="1 Example Street\nExampleton",
            by=admin,
        )
        cast.persons[key] = person
        if signs_in:
            user = users.invite(email=email, person=person, by=admin)
            user.set_password(PASSWORD)
            user.save(update_fields=["password"])
            cast.users[key] = user
    return cast
