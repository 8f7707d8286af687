"""What became of each capture that another archive lists: a closed list, one outcome a capture."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class BackfillOutcome(StrEnum):
    """Every way a listed capture can end."""

    CAPTURED = "captured"  # taken over, its body is in the archive
    DUPLICATE = "duplicate"  # the archive has this body of this page, from that moment or an earlier one
    REDIRECTED = "redirected"  # the archived answer leads elsewhere
    HTTP_ERROR = "http_error"  # the archived answer is neither 200 nor a redirect
    REVISIT = "revisit"  # the record has no body, it repeats one that is elsewhere
    EMPTY = "empty"  # an answer without a body
    TRUNCATED = "truncated"  # the other archive cut the body, or its file ends inside the record
    TOO_LARGE = "too_large"  # over the body limit, as kept or unpacked
    NOT_HTML = "not_html"  # some other kind of document
    UNDECODABLE = "undecodable"  # the body is not what its Content-Encoding says
    DAMAGED = "damaged"  # no whole record, or not the one that the index names
    MISSING = "missing"  # listed, and not given: gone, or another moment offered in its place
    REFUSED = "refused"  # the archive may not or will not show it
    ARCHIVE_ERROR = "archive_error"  # the archive did not answer; the next run asks again
    OFFSITE = "offsite"  # of no registered site, or of another one
    NOT_ARTICLE = "not_article"  # its address fits no article grammar of the site
    FORGOTTEN = "forgotten"  # taken out on request, and never taken over again
    OUT_OF_PERIOD = "out_of_period"  # captured outside --from … --to


FINAL: Final = frozenset(BackfillOutcome) - {BackfillOutcome.ARCHIVE_ERROR}  # nothing changes when asked again
KEPT: Final = frozenset({BackfillOutcome.CAPTURED, BackfillOutcome.DUPLICATE})  # the page is in the archive


class NotTakenError(Exception):
    """A listed capture that is not taken over, with its outcome and the reason in words."""

    def __init__(self, outcome: BackfillOutcome, reason: str) -> None:
        super().__init__(f"{outcome}: {reason}")
        self.outcome = outcome
        self.reason = reason
