
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('meetings', '0014_reminders_once'),
        ('people', '0002_full_name'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='item',
            name='is_late',
            field=models.BooleanField(default=False, help_text='It came after notice was given: the chair says why.'),
        ),
        migrations.AlterField(
            model_name='preflightsetting',
            name='check_code',
            field=models.CharField(choices=[('notice_not_given', 'Notice of the meeting'), ('notice_short', 'Notice in clear days'), ('papers_sent_late', 'Papers out in time'), ('ends_before_start', 'Start and end'), ('next_not_later', 'Next meeting'), ('not_a_working_day', 'Day of the meeting'), ('impossible_date', 'Dates in titles and places'), ('duplicate_reference', 'References'), ('no_scope', 'Committees in scope'), ('no_ground', 'Ground of private items'), ('no_organisation', 'Affected organisations'), ('added_late', 'Items added after notice'), ('cover_gap', 'Cover sheets'), ('no_assessment', 'Impact assessments'), ('paper_missing', 'Papers that are missing'), ('paper_late', 'Papers handed in late'), ('paper_too_long', 'Length of papers'), ('pdf_inaccessible', 'Accessible papers'), ('conflict_open', 'Conflicts of interest'), ('not_quorate', 'Quorum forecast'), ('interests_old', 'Interests confirmed in the cycle'), ('not_declared', 'Interests declared at all')], max_length=30, verbose_name='check'),
        ),
        migrations.AlterField(
            model_name='preflightwaiver',
            name='check_code',
            field=models.CharField(choices=[('notice_not_given', 'Notice of the meeting'), ('notice_short', 'Notice in clear days'), ('papers_sent_late', 'Papers out in time'), ('ends_before_start', 'Start and end'), ('next_not_later', 'Next meeting'), ('not_a_working_day', 'Day of the meeting'), ('impossible_date', 'Dates in titles and places'), ('duplicate_reference', 'References'), ('no_scope', 'Committees in scope'), ('no_ground', 'Ground of private items'), ('no_organisation', 'Affected organisations'), ('added_late', 'Items added after notice'), ('cover_gap', 'Cover sheets'), ('no_assessment', 'Impact assessments'), ('paper_missing', 'Papers that are missing'), ('paper_late', 'Papers handed in late'), ('paper_too_long', 'Length of papers'), ('pdf_inaccessible', 'Accessible papers'), ('conflict_open', 'Conflicts of interest'), ('not_quorate', 'Quorum forecast'), ('interests_old', 'Interests confirmed in the cycle'), ('not_declared', 'Interests declared at all')], max_length=30, verbose_name='check'),
        ),
        migrations.CreateModel(
            name='LateReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('source', models.CharField(choices=[('self', 'Entered by the person'), ('email', 'E-mail'), ('telephone', 'Telephone'), ('paper', 'Paper form'), ('meeting', 'Spoken at a meeting'), ('import', 'Imported from an earlier register')], max_length=20)),
                ('given_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('chair', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='late_reasons', to='people.person')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='late_reasons', to='meetings.item')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['item', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='meetings_latereason_words')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='latereason',
            trigger=pgtrigger.compiler.Trigger(name='never_deleted', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='6c26b0ecef55ea32a9d840635f06394a8165993a', operation='DELETE', pgid='pgtrigger_never_deleted_e2fda', table='meetings_latereason', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='latereason',
            trigger=pgtrigger.compiler.Trigger(name='said_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."item_id" IS DISTINCT FROM (NEW."item_id") OR OLD."words" IS DISTINCT FROM (NEW."words") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."given_on" IS DISTINCT FROM (NEW."given_on") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='46e1e1247df15ce92c79280ad54a90d54db2f10c', operation='UPDATE', pgid='pgtrigger_said_once_9c01c', table='meetings_latereason', when='BEFORE')),
        ),
    ]
