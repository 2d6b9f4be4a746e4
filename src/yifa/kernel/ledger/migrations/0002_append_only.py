from django.db import migrations

from yifa.kernel.db import append_only


class Migration(migrations.Migration):
    dependencies = [("kernel_ledger", "0001_initial")]
    operations = [append_only("kernel_ledger_entry")]
