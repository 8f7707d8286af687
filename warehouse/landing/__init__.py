"""The landing zone: append-only Parquet between Python and SQL (columns in :mod:`warehouse.landing.schemas`)."""

from warehouse.landing.store import check_parts, ensure_zero_parts, read_table, recover, table_folder
from warehouse.landing.writer import LandingWriter

__all__ = ["LandingWriter", "check_parts", "ensure_zero_parts", "read_table", "recover", "table_folder"]
