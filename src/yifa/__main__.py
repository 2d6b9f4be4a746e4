"""``python -m yifa``: the same entry as the ``yifa`` console command."""

import sys

from yifa.site.cli import main

if __name__ == "__main__":
    sys.exit(main())
