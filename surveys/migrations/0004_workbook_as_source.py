from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0003_answers_to_read_through"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="answerrevision",
            name="source",
            field=models.CharField(
                choices=[("page", "Portalen"), ("import", "Import"), ("workbook", "Regneark"), ("demo", "Demo")],
                default="page",
                max_length=10,
            ),
        ),
    ]
