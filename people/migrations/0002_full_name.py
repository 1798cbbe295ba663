"""Full names that an index can order and search, written by the database itself."""

from django.db import migrations, models
from django.db.models.functions import Concat


def _before(name):
    return models.Case(
        models.When(models.Q((name, "")), then=models.Value("")),
        default=Concat(models.F(name), models.Value(" ")),
        output_field=models.CharField(),
    )


class Migration(migrations.Migration):

    # The extension for the search by parts of a word is made there.
    dependencies = [("core", "0001_initial"), ("people", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="person",
            name="filing_name",
            field=models.GeneratedField(
                db_persist=True,
                expression=models.Func(
                    models.F("family_name"),
                    models.Value(" "),
                    models.Value(-1),
                    function="split_part",
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            model_name="person",
            name="full_name",
            field=models.GeneratedField(
                db_persist=True,
                expression=Concat(
                    _before("title"), _before("given_name"), models.F("family_name")
                ),
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["filing_name", "full_name", "id"], name="people_person_filing"
            ),
        ),
        migrations.RunSQL(
            "CREATE INDEX people_person_full_name ON people_person"
            " USING gin (upper(full_name) gin_trgm_ops)",
            "DROP INDEX people_person_full_name",
        ),
    ]
