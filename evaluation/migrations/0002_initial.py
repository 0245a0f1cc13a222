import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('evaluation', '0001_initial'),
        ('partnerships', '0001_initial'),
        ('partnerships', '__first__'),
    ]

    operations = [
        migrations.AddField(
            model_name='outcome',
            name='edited_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='priceindex',
            constraint=models.UniqueConstraint(fields=('name', 'edition'), name='one_price_index_of_an_edition'),
        ),
        migrations.AddField(
            model_name='run',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='output',
            name='stakeholder',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='evaluation.stakeholder', verbose_name='stakeholder'),
        ),
        migrations.AddField(
            model_name='outcome',
            name='stakeholder',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='evaluation.stakeholder', verbose_name='stakeholder'),
        ),
        migrations.AddField(
            model_name='input',
            name='stakeholder',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='evaluation.stakeholder', verbose_name='stakeholder'),
        ),
        migrations.AddField(
            model_name='study',
            name='copied_from',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='evaluation.study'),
        ),
        migrations.AddField(
            model_name='study',
            name='partnership',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='studies', to='partnerships.partnership'),
        ),
        migrations.AddField(
            model_name='study',
            name='price_index',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='studies', to='evaluation.priceindex', verbose_name='price index'),
        ),
        migrations.AddField(
            model_name='study',
            name='schedule',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='studies', to='evaluation.discountschedule', verbose_name='discount schedule'),
        ),
        migrations.AddField(
            model_name='study',
            name='submitted_by',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='studies_submitted', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='stakeholder',
            name='study',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='evaluation.study'),
        ),
        migrations.AddField(
            model_name='simulation',
            name='study',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='simulation', to='evaluation.study'),
        ),
        migrations.AddField(
            model_name='run',
            name='study',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='run', to='evaluation.study'),
        ),
        migrations.AddField(
            model_name='redesigndecision',
            name='study',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='redesign_decisions', to='evaluation.study'),
        ),
        migrations.AddField(
            model_name='output',
            name='study',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='evaluation.study'),
        ),
        migrations.AddField(
            model_name='outcome',
            name='study',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='evaluation.study'),
        ),
        migrations.AddField(
            model_name='input',
            name='study',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='evaluation.study'),
        ),
        migrations.AddIndex(
            model_name='study',
            index=models.Index(fields=['partnership', 'state'], name='study_by_partnership_and_state'),
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('starts_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='study_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='study',
            constraint=models.CheckConstraint(condition=models.Q(('flat_rate', None), models.Q(('flat_rate__gte', 0), ('flat_rate__lte', 100)), _connector='OR'), name='study_rate_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='stakeholder',
            constraint=models.UniqueConstraint(fields=('study', 'name'), name='one_stakeholder_of_a_name_in_a_study'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(('deadweight', None), models.Q(('deadweight__gte', 0), ('deadweight__lte', 100)), _connector='OR'), name='outcome_deadweight_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(('displacement', None), models.Q(('displacement__gte', 0), ('displacement__lte', 100)), _connector='OR'), name='outcome_displacement_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(('attribution', None), models.Q(('attribution__gte', 0), ('attribution__lte', 100)), _connector='OR'), name='outcome_attribution_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(('drop_off', None), models.Q(('drop_off__gte', 0), ('drop_off__lte', 100)), _connector='OR'), name='outcome_drop_off_is_a_percentage'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(('duration_years', None), models.Q(('duration_years__gte', 1), ('duration_years__lte', 100)), _connector='OR'), name='outcome_lasts_1_to_100_years'),
        ),
        migrations.AddConstraint(
            model_name='input',
            constraint=models.CheckConstraint(condition=models.Q(('value__gte', 0)), name='input_is_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='input',
            constraint=models.CheckConstraint(condition=models.Q(('year__gte', 1), ('year__lte', 100)), name='input_has_a_year'),
        ),
    ]
