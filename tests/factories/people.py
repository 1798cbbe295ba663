"""Persons and users that can exist."""

from __future__ import annotations

import factory

from people.models import Person, User


class PersonFactory(factory.django.DjangoModelFactory):
    """Somebody in the record with an address of their own."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    title = "Dr"
    given_name = factory.Sequence(lambda number: f"Asha {number}")
    family_name = "Invented"
    email = factory.Sequence(lambda number: f"person{number}@quorate.example")

    class Params:
        without_mail = factory.Trait(
            email="", postal_address="1 Invented Street\nRomford\nRM1 1AA"
        )


class UserFactory(factory.django.DjangoModelFactory):
    """Somebody who signs in and is a person in the record."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"user{number}@quorate.example")
    person = factory.SubFactory(PersonFactory)
    password = factory.django.Password("correct horse battery staple")

    class Params:
        administrator = factory.Trait(is_staff=True, is_superuser=True)
        inactive = factory.Trait(is_active=False)
