"""What became of a post: taken, left to decide, told to who handed it in, declined."""

from typing import Any

from django.db import migrations, models


def told(apps: Any, editor: Any) -> None:
    """Carry over what was known; an empty instance is made of the latest tables at once and has nothing."""
    taken = apps.get_model("relay", "Taken")
    if any(field.name == "done" for field in taken._meta.get_fields()):
        taken.objects.filter(done=False).update(state="left")


class Migration(migrations.Migration):
    dependencies = [("relay", "0001_channel_packages_cards")]
    operations = [
        migrations.AddField(
            "taken", "state",
            models.CharField("结果", max_length=8, default="done",
                             choices=[("done", "已办入"), ("left", "没有收下"), ("told", "退回本人"), ("declined", "不予收取")]),
            preserve_default=False,
        ),
        migrations.RunPython(told, migrations.RunPython.noop),
        migrations.RemoveField("taken", "done"),
    ]  # fmt: skip
