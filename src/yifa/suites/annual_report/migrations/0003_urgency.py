from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annual_report", "0002_editions_that_left")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="urgency",
            field=models.CharField(
                blank=True, choices=[("特急", "特急"), ("加急", "加急")], max_length=4, verbose_name="紧急程度"
            ),
        ),
    ]
