
import django.db.models.deletion
import notices.enums
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0003_returned_mail'),
        ('people', '0002_full_name'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='letter',
            name='notices_letter_status',
        ),
        migrations.RemoveConstraint(
            model_name='letter',
            name='notices_letter_claimed_at',
        ),
        migrations.AddField(
            model_name='letter',
            name='carrier',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='carries', to='notices.letter'),
        ),
        migrations.AlterField(
            model_name='letter',
            name='status',
            field=models.CharField(choices=[('planned', 'Planned'), ('claimed', 'About to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('to_print', 'To be printed and posted'), ('uncertain', 'Uncertain'), ('failed', 'Failed'), ('bounced', 'Came back'), ('together', 'In one letter with others'), ('dropped', 'Not needed any more')], default=notices.enums.Status['PLANNED'], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['planned', 'claimed', 'sending', 'sent', 'to_print', 'uncertain', 'failed', 'bounced', 'together', 'dropped'])), name='notices_letter_status'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_at__isnull', True), ('status', notices.enums.Status['PLANNED'])), models.Q(('claimed_at__isnull', False), ('status__in', (notices.enums.Status['CLAIMED'], notices.enums.Status['SENDING'], notices.enums.Status['SENT'], notices.enums.Status['TO_PRINT'], notices.enums.Status['UNCERTAIN'], notices.enums.Status['FAILED'], notices.enums.Status['BOUNCED'], notices.enums.Status['TOGETHER']))), ('status', notices.enums.Status['DROPPED']), _connector='OR'), name='notices_letter_claimed_at'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('carrier__isnull', False), ('status', notices.enums.Status['TOGETHER'])), models.Q(models.Q(('status', notices.enums.Status['TOGETHER']), _negated=True), ('carrier__isnull', True)), _connector='OR'), name='notices_letter_together_has_carrier'),
        ),
    ]
