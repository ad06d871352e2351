from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_names_are_folded'),
        ('specialists', '0005_assignments_are_taken_back'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='specialist',
            options={'ordering': ['user__sort_name'], 'verbose_name': 'Mastery Specialist'},
        ),
    ]
