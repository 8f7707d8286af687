"""Article → mentions: who met, who leads, who is awarded what, each slot with the words that prove it. Opens no socket."""

from warehouse.events.extract import RULES_VERSION, ProvinceOfHost, extract, to_json
from warehouse.events.model import Document, Evidence, Extraction, Mention, Span

__all__ = ["RULES_VERSION", "Document", "Evidence", "Extraction", "Mention", "ProvinceOfHost", "Span", "extract", "to_json"]
