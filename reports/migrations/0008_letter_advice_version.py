import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0013_advice"),
        ("reports", "0007_timeline"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="advice_version",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="surveys.adviceversion",
            ),
        ),
        migrations.AlterField(
            model_name="publication",
            name="advice_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="publications",
                to="surveys.adviceversion",
            ),
        ),
    ]
