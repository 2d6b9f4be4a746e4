from django.db import migrations

from yifa.kernel.db import SEARCH_INDEX


class Migration(migrations.Migration):
    dependencies = [("kernel_search", "0001_initial")]
    operations = [SEARCH_INDEX]
