"""``python -m postil.cli`` is ``postil``."""

import sys

from postil.cli import main

sys.exit(main())
