"""What a site and a CMS family are: the typed shape of ``sites/<id>.toml`` and ``families/<id>.toml``.

Everything is frozen and refuses unknown keys, so that a misspelt key is an error and never a silently ignored wish.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cached_property
from typing import Annotated, Literal
from urllib.parse import urlsplit

from lxml.cssselect import CSSSelector, SelectorError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from crawlers.registry.addresses import bare_host
from crawlers.registry.date_formats import DateFormat, compile_date_format

SiteKind = Literal["newspaper", "television", "party_portal", "national"]
SiteStatus = Literal["active", "candidate", "closed"]
Rhythm = Literal["hourly", "daily", "weekdays", "weekly", "ended"]
Mark = Literal["established", "inferred", "unknown"]
HostState = Literal["answers", "unverified", "redirects", "parked", "gone"]

_FIELD = re.compile(r"\{(\w+)\}")
_HOST = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}")


def _checked_host(value: str) -> str:
    if not _HOST.fullmatch(value):
        raise ValueError("must be a bare lower-case host name such as baohaiduong.vn, without scheme, port or path")
    return value


def _checked_path(value: str) -> str:
    if not value.startswith("/") or value.startswith("//") or any(mark in value for mark in " #"):
        raise ValueError("must be an absolute path on the site's main host that starts with one slash, such as /chinh-tri/")
    return value


def _checked_entry_point(value: str) -> str:
    if value.startswith("https://"):
        _checked_host(urlsplit(value).hostname or "")
        return value
    return _checked_path(value)


def _checked_json_link(value: str) -> str:
    if not value.startswith("/") or not _FIELD.search(value):
        raise ValueError("must be a path with the names of JSON fields in braces, such as /tin-bai/{category_slug}/{article_slug}")
    return value


def _checked_regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from error
    return value


def _checked_selector(value: str) -> str:
    try:
        CSSSelector(value, translator="html")
    except (SelectorError, ValueError) as error:
        raise ValueError(f"is no CSS selector: {error}") from error
    return value


def _checked_date_format(value: str) -> str:
    compile_date_format(value)
    return value


def _checked_variable(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z_$][\w$]*", value):
        raise ValueError("must be the bare name of a variable or key in a script, such as outputData")
    return value


Host = Annotated[str, AfterValidator(_checked_host)]
AbsolutePath = Annotated[str, AfterValidator(_checked_path)]
EntryPoint = Annotated[str, AfterValidator(_checked_entry_point)]
JsonLink = Annotated[str, AfterValidator(_checked_json_link)]
Regex = Annotated[str, AfterValidator(_checked_regex)]
VariableName = Annotated[str, AfterValidator(_checked_variable)]
Selector = Annotated[str, AfterValidator(_checked_selector)]
DateFormatText = Annotated[str, AfterValidator(_checked_date_format)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Period(_Record):
    """Half-open: ``valid_from`` is the first day, ``valid_to`` the first day no longer valid; null on either side is open."""

    valid_from: date | None = None
    valid_to: date | None = None

    @model_validator(mode="after")
    def _in_order(self) -> _Period:
        if self.valid_from and self.valid_to and self.valid_from >= self.valid_to:
            raise ValueError("valid_to must be later than valid_from")
        return self

    def covers(self, day: date) -> bool:
        """Whether ``day`` lies in the period."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day < self.valid_to)


class Domain(_Period):
    """A host of a site. ``twin_of`` names the host of the same site that serves the very same addresses."""

    host: Host
    twin_of: Host | None = None


class FamilyUse(_Period):
    """A CMS family that a site uses or used."""

    id: str


class State(_Record):
    """What a site's main host answers since a day, newest last. ``successor`` is the id of the site that took its place."""

    since: date
    state: HostState
    successor: str | None = None

    @property
    def is_silent(self) -> bool:
        """Whether it is known that no articles are to be had there any more."""
        return self.state in ("redirects", "parked", "gone")


class SiteMarks(_Record):
    """How sure single claims of a site's file are, where it differs from the mark of the whole file."""

    domains: Mark | None = None
    families: Mark | None = None
    feeds: Mark | None = None
    sitemaps: Mark | None = None
    sections: Mark | None = None


class FamilyMarks(_Record):
    """How sure single claims of a family's file are, where it differs from the mark of the whole file."""

    article_url: Mark | None = None
    listing_url: Mark | None = None
    markers: Mark | None = None
    selectors: Mark | None = None
    date_formats: Mark | None = None
    paging: Mark | None = None


class Expectations(_Record):
    """What a healthy site gives, for noticing silent breakage; null where nobody knows yet."""

    articles_per_week_min: int | None = Field(default=None, ge=0)
    articles_per_week_max: int | None = Field(default=None, ge=0)
    dated_share_min: float = Field(default=0.98, ge=0, le=1)


class Site(_Record):
    """One publisher. Paths are absolute paths on :attr:`main_host`; ``families`` are listed newest first, ``states`` oldest first."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    publisher: str = Field(min_length=1)
    kind: SiteKind
    province: str | None = None
    status: SiteStatus
    domains: tuple[Domain, ...] = Field(min_length=1)
    families: tuple[FamilyUse, ...] = ()
    states: tuple[State, ...] = ()
    feeds: tuple[EntryPoint, ...] = ()
    sitemaps: tuple[AbsolutePath, ...] = ()
    sections: tuple[AbsolutePath, ...] = ()
    rhythm: Rhythm | None = None
    expectations: Expectations = Expectations()
    verify_certificates: bool = True
    article_url: tuple[Regex, ...] = ()
    mark: Mark = "established"
    marks: SiteMarks = SiteMarks()
    note: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> Site:
        if (self.kind == "national") != (self.province is None):
            raise ValueError("a national site has no province, every other site has one")
        hosts = [domain.host for domain in self.domains]
        if len(set(hosts)) < len(hosts):
            raise ValueError("the same host is listed twice under domains")
        for domain in self.domains:
            if domain.twin_of is not None and (domain.twin_of not in hosts or domain.twin_of == domain.host):
                raise ValueError(f"twin_of = {domain.twin_of!r} of {domain.host} is no other host of the same site")
        days = [state.since for state in self.states]
        if days != sorted(set(days)):
            raise ValueError("states must be in the order of their days, oldest first, one a day")
        for feed in self.feeds:
            if feed.startswith("https://") and not any(_is_below(urlsplit(feed).hostname or "", host) for host in hosts):
                raise ValueError(f"feed {feed} is on none of the site's hosts")
        if self.status == "active" and not self.families:
            raise ValueError("an active site needs at least one family")
        if self.status == "active" and not (self.feeds or self.sitemaps or self.sections):
            raise ValueError("an active site needs at least one entry point: feeds, sitemaps or sections")
        return self

    @property
    def main_host(self) -> str:
        """The host to fetch from: the first one listed."""
        return self.domains[0].host

    @property
    def state(self) -> State | None:
        """What the main host answers now, as far as anybody looked; null for a site that simply answers."""
        return self.states[-1] if self.states and self.states[-1].state != "answers" else None

    def address(self, path: str) -> str:
        """Full https address of an absolute path on the main host; a full address comes back as it is."""
        return path if path.startswith("https://") else f"https://{self.main_host}{path}"

    def mark_of(self, key: str) -> Mark:
        """How sure the claim under ``key`` is: its own mark, else that of the file."""
        own: Mark | None = getattr(self.marks, key, None)
        return own or self.mark

    @cached_property
    def article_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Compiled :attr:`article_url` (address shapes of a candidate whose family is not known)."""
        return tuple(re.compile(pattern) for pattern in self.article_url)


def _is_below(host: str, parent: str) -> bool:
    return f".{bare_host(host)}".endswith(f".{bare_host(parent)}")


class Selectors(_Record):
    """CSS selectors by role, tried in order; the first that matches something with text wins."""

    title: tuple[Selector, ...] = ()
    kicker: tuple[Selector, ...] = ()
    lead: tuple[Selector, ...] = ()
    body: tuple[Selector, ...] = ()
    captions: tuple[Selector, ...] = ()
    author: tuple[Selector, ...] = ()
    date: tuple[Selector, ...] = ()
    section: tuple[Selector, ...] = ()
    links: tuple[Selector, ...] = ()


class Paging(_Record):
    """How the further pages of a listing are found: links to follow, or an address to count up."""

    next: tuple[Selector, ...] = ()
    template: str | None = None
    first: int = Field(default=2, ge=0)

    @model_validator(mode="after")
    def _has_a_place_for_the_number(self) -> Paging:
        if self.template is not None and "{page}" not in self.template:
            raise ValueError("template must contain {page}, and may contain {section}, the address of the first page without its query")
        return self

    def page_address(self, section: str, page: int) -> str | None:
        """Address of page ``page`` (the first page is 1) of the listing at ``section``; null without a template or for page 1."""
        if self.template is None or page < 2:
            return None
        bare = section.split("#", 1)[0].split("?", 1)[0]
        return self.template.replace("{section}", bare).replace("{page}", str(self.first + page - 2))


class AddressTwin(_Record):
    """A second view of the same article (print, AMP): ``pattern`` on the path, ``replacement`` the path of the article itself."""

    pattern: Regex
    replacement: str

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The compiled pattern."""
        return re.compile(self.pattern)


class Family(_Record):
    """One content management system: address grammar, selectors, date formats, and what to cut."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    title: str = Field(min_length=1)
    mark: Mark = "established"
    marks: FamilyMarks = FamilyMarks()
    note: str = ""
    article_url: tuple[Regex, ...] = Field(min_length=1)
    listing_url: tuple[Regex, ...] = ()
    address_twins: tuple[AddressTwin, ...] = ()
    query_noise: tuple[Regex, ...] = ()
    json_links: tuple[JsonLink, ...] = ()
    body_scripts: tuple[VariableName, ...] = ()
    markers: tuple[Selector, ...] = ()
    selectors: Selectors = Selectors()
    paging: Paging = Paging()
    date_formats: tuple[DateFormatText, ...] = ()
    address_date: tuple[DateFormatText, ...] = ()
    image_date: tuple[DateFormatText, ...] = ()
    author_is_last_line: bool = False
    cut_selectors: tuple[Selector, ...] = ()
    cut_texts: tuple[Regex, ...] = ()
    end_texts: tuple[Regex, ...] = ()

    @cached_property
    def article_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Compiled :attr:`article_url`; matched against path, or path and query where there is one."""
        return tuple(re.compile(pattern) for pattern in self.article_url)

    @cached_property
    def listing_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Compiled :attr:`listing_url`."""
        return tuple(re.compile(pattern) for pattern in self.listing_url)

    @cached_property
    def noise_patterns(self) -> tuple[re.Pattern[str], ...]:
        """Compiled :attr:`query_noise`; matched against whole names of query keys."""
        return tuple(re.compile(pattern) for pattern in self.query_noise)

    @cached_property
    def visible_dates(self) -> tuple[DateFormat, ...]:
        """Compiled :attr:`date_formats`."""
        return tuple(compile_date_format(text) for text in self.date_formats)

    @cached_property
    def address_dates(self) -> tuple[DateFormat, ...]:
        """Compiled :attr:`address_date`."""
        return tuple(compile_date_format(text) for text in self.address_date)

    @cached_property
    def image_dates(self) -> tuple[DateFormat, ...]:
        """Compiled :attr:`image_date`."""
        return tuple(compile_date_format(text) for text in self.image_date)
