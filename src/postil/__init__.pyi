from postil import agreement as agreement
from postil.api import open_study as open  # noqa: A004 - as in gzip.open
from postil.errors import PostilError as PostilError

__version__: str
__all__ = ["PostilError", "agreement", "open"]
