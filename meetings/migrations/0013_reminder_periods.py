
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('committees', '0004_who_rules'),
        ('meetings', '0012_presiding_choosers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ReminderPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind_code', models.CharField(choices=[('declare_interests', 'Declare your interests'), ('read_pack', 'Read your pack'), ('paper_due', 'Hand in your paper'), ('treatment_waiting', 'Rule on conflicts of interest'), ('minutes_to_check', 'Check the minutes'), ('action_due', 'Do what you undertook')], max_length=30, verbose_name='reminder')),
                ('clear_days', models.PositiveSmallIntegerField()),
                ('basis', models.CharField(choices=[('calendar', 'calendar days'), ('working', 'working days')], max_length=10)),
                ('effective_from', models.DateField()),
                ('set_at', models.DateTimeField()),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminder_periods', to='committees.committee')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['committee', 'kind_code', '-effective_from', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('clear_days__lte', 60)), name='meetings_reminderperiod_days'), models.CheckConstraint(condition=models.Q(('kind_code__in', ['declare_interests', 'read_pack', 'paper_due', 'treatment_waiting', 'minutes_to_check', 'action_due'])), name='meetings_reminderperiod_kind'), models.CheckConstraint(condition=models.Q(('basis__in', ['calendar', 'working'])), name='meetings_reminderperiod_basis')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reminderperiod',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1d7b37b36318a8fbc9bf8a2049793c4534862a49', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8a17f', table='meetings_reminderperiod', when='BEFORE')),
        ),
    ]
