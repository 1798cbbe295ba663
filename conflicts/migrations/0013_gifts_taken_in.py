
import conflicts.enums
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commissioning', '0003_name_search'),
        ('conflicts', '0012_gift_purged'),
        ('people', '0002_full_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='giftoffer',
            name='conflicts_gift_reviewed_pair',
        ),
        migrations.AddField(
            model_name='importrow',
            name='gift',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='import_rows', to='conflicts.giftoffer'),
        ),
        migrations.AddField(
            model_name='registerimport',
            name='kind',
            field=models.CharField(choices=[('interests', 'Register of interests'), ('gifts', 'Register of gifts and hospitality')], default=conflicts.enums.ImportKind['INTERESTS'], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='giftoffer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reviewed_at__isnull', True), ('reviewed_by__isnull', True)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', False)), models.Q(('reviewed_at__isnull', False), ('reviewed_by__isnull', True), ('source', conflicts.enums.SourceKind['IMPORT'])), _connector='OR'), name='conflicts_gift_reviewed_pair'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.CheckConstraint(condition=models.Q(('interest__isnull', True), ('gift__isnull', True), _connector='OR'), name='conflicts_import_row_became_one'),
        ),
    ]
