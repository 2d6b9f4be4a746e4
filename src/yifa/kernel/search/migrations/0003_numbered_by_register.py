from django.db import migrations

from yifa.kernel import db


def number(apps, editor):
    from yifa.kernel.search.index import base_of

    docs = apps.get_model("kernel_search", "SearchDoc").objects
    keys = docs.order_by().values_list("resource", flat=True).distinct()
    db.renumber_search({key: base_of(key) for key in keys}, editor.connection)


class Migration(migrations.Migration):
    dependencies = [("kernel_search", "0002_index")]
    operations = [migrations.RunPython(number, migrations.RunPython.noop)]
