from postil import agreement as agreement
from postil.api import open_study as open  # noqa: A004 - as in gzip.open
from postil.errors import PostilError as PostilError
from postil.merge.studies import merge_studies as merge

__version__: str
__all__ = ["PostilError", "agreement", "merge", "open"]
