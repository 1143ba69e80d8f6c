import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0009_fill_advice_version"),
    ]

    operations = [
        migrations.AlterField(
            model_name="letter",
            name="advice_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="letters", to="surveys.adviceversion"
            ),
        ),
    ]
