"""Hundreds of invented articles about a few blocs over seven years, and what is true of them.

Two papers tell of one meeting, a headline and a body do, portals copy, pages are edited, figures, hours and heads conflict, a bloc changes its name
and number and holds two seminars on one day, proposals are decided later, in another number or never, and a province is merged. Sentences are put together from our own parts; every fact is invented.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.dbt.landing_zone import Article, Landing, Said

Slots = dict[str, Said | list[Said]]
PROVINCES = {
    "Bắc Kạn": "baobackan",
    "Hà Giang": "baohagiang",
    "Hải Dương": "baohaiduong",
    "Ninh Bình": "nbtv",
    "Quảng Bình": "baoquangbinh",
}
SECOND_PAPER, PORTAL = "daihoi13", "congthongtin13"
YEARS = range(2019, 2025)
# three nights: of the years to 2021, to 2024, and later
RUNS = ("20260101T000000Z-000001", "20260102T000000Z-000002", "20260103T000000Z-000003")


@dataclass(frozen=True)
class Bloc:
    """A bloc with the names it bears in turn, and the units that head it in turn, each for ``term`` years."""

    family: str
    names: tuple[str, ...]
    units: tuple[str, ...]
    term: int
    number: str | None = None

    def name(self, year: int) -> str:
        return self.names[(year - YEARS.start) // 2 % len(self.names)]

    def head(self, year: int, shift: int) -> str:
        return self.units[((year - YEARS.start) // self.term + shift) % len(self.units)]


BLOCS = (
    Bloc(
        "party_agencies",
        ("Khối thi đua các cơ quan Đảng", "Khối thi đua các ban Đảng", "Khối giao ước thi đua tham mưu cấp ủy số 1"),
        ("Ban Tổ chức Tỉnh ủy", "Ủy ban Kiểm tra Tỉnh ủy", "Văn phòng Tỉnh ủy", "Ban Nội chính Tỉnh ủy"),
        1,
    ),
    Bloc(
        "economy",
        ("Khối thi đua Kinh tế số 1",),
        ("Sở Công Thương", "Sở Xây dựng", "Sở Khoa học và Công nghệ"),
        2,
        "1",
    ),
    Bloc(
        "economy",
        ("Khối thi đua Kinh tế số 2",),
        ("Sở Tài nguyên và Môi trường", "Sở Giao thông vận tải", "Kho bạc Nhà nước tỉnh"),
        1,
        "2",
    ),
    Bloc(
        "culture_society",
        ("Khối thi đua Văn hóa - Xã hội", "Khối thi đua Văn xã"),
        ("Sở Y tế", "Sở Giáo dục và Đào tạo", "Bảo hiểm xã hội tỉnh"),
        1,
    ),
)
_SUBJECTS = ("Các đơn vị", "Nhiều cơ sở", "Công chức trẻ", "Cán bộ phòng", "Đoàn viên", "Tổ công tác", "Người lao động", "Lãnh đạo khối")
_VERBS = (
    "đã rút ngắn",
    "đã ghi chép",
    "tiếp tục theo dõi",
    "bàn cách cải tiến",
    "chia sẻ kinh nghiệm về",
    "tự chấm điểm",
    "cùng rà soát",
    "kể lại",
)
_OBJECTS = (
    "thời gian trả hồ sơ",
    "lịch tiếp dân",
    "việc số hóa sổ sách",
    "quỹ sách chung",
    "tuyến đường hoa",
    "giờ giấc làm việc",
    "vườn rau công sở",
)
_ENDS = ("trong quý {n}", "ở {n} điểm mới", "với {n} sáng kiến nhỏ", "tại {n} thôn", "qua {n} buổi họp", "cho {n} hộ")


@dataclass
class Truth:
    """What the articles mean: of each mention the event it tells of, and the facts that follow."""

    events: dict[str, str] = field(default_factory=dict)
    heads: dict[tuple[str, str], dict[int, str]] = field(default_factory=dict)
    cases: dict[tuple[str, str, int], str] = field(default_factory=dict)
    # of nameless collectives: how many were proposed, and how many it was conferred on
    counted_cases: dict[tuple[str, int], tuple[int | None, int | None]] = field(default_factory=dict)
    copies: dict[str, str] = field(default_factory=dict)
    article_count: int = 0

    def terms(self) -> set[tuple[str, str, str, int, int]]:
        """Runs of years of one unit: (province, bloc, unit, first year, last year)."""
        found = set()
        for (province, bloc), heads in self.heads.items():
            for year in sorted(heads):
                if heads.get(year - 1) == heads[year]:
                    continue
                last = year
                while heads.get(last + 1) == heads[year]:
                    last += 1
                found.add((province, bloc, heads[year], year, last))
        return found


class Chronicle:
    """Writes the articles into ``landing`` and keeps the truth beside them."""

    def __init__(self) -> None:
        self.landing = Landing()
        self.truth = Truth()
        self._dice = random.Random(1948)
        self._number = 0

    def build(self) -> Chronicle:
        """Write everything, once."""
        for shift, province in enumerate(PROVINCES):
            for order, bloc in enumerate(BLOCS):
                for year in YEARS:
                    self._year_of(province, bloc, year, shift, order)
        self._after_the_merger()
        return self

    def _padding(self) -> list[str]:
        """Sentences about nothing, so that two articles of one pattern do not read alike."""
        parts = []
        for _ in range(6):
            ending = self._dice.choice(_ENDS).format(n=self._dice.randint(3, 97))
            parts.append(f"{self._dice.choice(_SUBJECTS)} {self._dice.choice(_VERBS)} {self._dice.choice(_OBJECTS)} {ending}.")
        return [" ".join(parts[:3]), " ".join(parts[3:])]

    def _article(self, site: str, province: str, published: date, lines: list[str], *, path: str | None = None, later: int = 0) -> Article:
        self._number += path is None
        captured = published + timedelta(days=1 + later)
        article = self.landing.article(
            site,
            path or f"/tin-{self._number:04d}.html",
            lines,
            captured=f"{captured.isoformat()}T02:00:00",
            published=published.isoformat(),
            province=province,
            run=RUNS[min(captured.year - YEARS.start, YEARS.stop - YEARS.start) // 3],
        )
        self.truth.article_count += path is None
        return article

    def _year_of(self, province: str, bloc: Bloc, year: int, shift: int, order: int) -> None:
        turn = shift * 31 + order * 7 + year
        site = PROVINCES[province]
        key = f"{province}/{bloc.family}/{bloc.number}"
        held = date(year, 12, 2 + turn % 24)
        head = bloc.head(year + 1, shift)
        self.truth.heads.setdefault((province, key), {})[year + 1] = head
        review = self._review_lines(bloc.name(year), held, year, head, 8 + turn % 5)
        first = self._article(site, province, held + timedelta(days=1), review)
        self._review(first, bloc, key, held, year, head, 8 + turn % 5, session="morning" if turn % 4 == 3 else None)
        if turn % 4 == 2:
            self._headline(first, bloc, key, year)
        if turn % 4 == 0:
            copied = [review[0].upper(), *review[1:]]
            self._review(self._copy(first, province, held, copied), bloc, key, held, year, head, 8 + turn % 5)
        if turn % 5 == 0:
            path = self.landing.rows["articles"][-1 if turn % 4 else -2]["url"].removeprefix(f"https://{site}.vn")
            edited = self._review_lines(bloc.name(year), held, year, head, 9 + turn % 5)
            again = self._article(site, province, held + timedelta(days=1), [*edited[:3], *review[3:]], path=path, later=2)
            self._review(again, bloc, key, held, year, head, 9 + turn % 5)
        if turn % 3:
            self._second_paper(province, bloc, key, held, year, bloc.head(year + 2, shift) if turn % 8 == 1 else head, 9 + turn % 5)
        if turn % 2:
            self._midyear(site, province, bloc, key, year, turn)
        if turn % 6 == 1:
            self._look_back(site, province, bloc, key, held, year)
        if turn % 7 == 3:
            self._match_on_the_same_day(site, province, bloc, key, held, year)
        if turn % 5 == 2:
            self._two_seminars_of_one_day(site, province, bloc, key, date(year, 5, 3 + turn % 20), year)
        self._awards(site, province, bloc, key, year, shift, turn)

    def _copy(self, original: Article, province: str, held: date, lines: list[str]) -> Article:
        article = self._article(PORTAL, province, held + timedelta(days=3), lines)
        self.truth.copies[article.id] = original.id
        return article

    def _review_lines(self, name: str, held: date, year: int, head: str, members: int) -> list[str]:
        return [
            f"{name} tổng kết năm {year}",
            f"Sáng ngày {held.day}/{held.month}/{held.year}, {name} tổng kết công tác thi đua năm {year} và ký giao ước năm sau.",
            f"Khối có {members} đơn vị. {head} được bầu làm Trưởng khối năm {year + 1}.",
            *self._padding(),
        ]

    def _bloc(self, bloc: Bloc, words: str) -> Slots:
        slots: Slots = {"bloc": Said(words, words), "bloc_kind": Said("khoi", words, "derived")}
        slots["bloc_family"] = Said(bloc.family, words, "derived")
        if bloc.number:
            slots["bloc_number"] = Said(bloc.number, words, "derived")
        return slots

    def _told(self, mention: str, event: str) -> None:
        self.truth.events[mention] = event

    def _headline(self, article: Article, bloc: Bloc, key: str, year: int) -> None:
        name = bloc.name(year)
        told = article.meeting(
            f"{name} tổng kết năm",
            confidence=0.7,
            **self._bloc(bloc, name),
            type=Said("annual_review", "tổng kết năm"),
            period=Said(str(year), f"năm {year}"),
        )
        self._told(told, f"meeting/{key}/annual/{year}")

    def _review(
        self, article: Article, bloc: Bloc, key: str, held: date, year: int, head: str, members: int, *, session: str | None = None
    ) -> None:
        slots = self._bloc(bloc, bloc.name(year))
        sat: Slots = {"session": Said(session, "Sáng")} if session else {}
        meeting = article.meeting(
            "tổng kết công tác",
            **slots,
            **sat,
            type=Said("annual_review", "tổng kết công tác"),
            also=[Said("pact_signing", "ký giao ước")],
            date=Said(held.isoformat(), f"{held.day}/{held.month}/{held.year}"),
            period=Said(str(year), f"năm {year} và"),
            member_count=Said(str(members), f"{members} đơn vị"),
        )
        self._told(meeting, f"meeting/{key}/annual/{year}")
        lead = article.lead_unit(
            "được bầu",
            **slots,
            unit=Said(head, head),
            role=Said("head", "Trưởng khối"),
            year=Said(str(year + 1), f"năm {year + 1}"),
        )
        self._told(lead, f"lead/{key}/{year + 1}/{head}")

    def _second_paper(self, province: str, bloc: Bloc, key: str, held: date, year: int, head: str, members: int) -> None:
        """Another paper takes the pact for the story, counts the members its own way and may name another head."""
        name = bloc.name(year + 1)
        lines = [
            f"{province}: ký giao ước thi đua năm {year + 1}",
            f"Chiều hôm {held.day}-{held.month}-{held.year}, {members} thành viên của {name} ký kết giao ước thi đua và nhìn lại năm cũ.",
            f"Theo bản giao ước, {head} giữ vai Khối trưởng năm {year + 1}.",
            *self._padding(),
        ]
        article = self._article(SECOND_PAPER, province, held + timedelta(days=2), lines)
        slots = self._bloc(bloc, name)
        meeting = article.meeting(
            "ký kết giao ước",
            confidence=0.8,
            **slots,
            type=Said("pact_signing", "ký kết giao ước"),
            also=[Said("annual_review", "nhìn lại năm cũ")],
            date=Said(held.isoformat(), f"{held.day}-{held.month}-{held.year}"),
            period=Said(str(year + 1), f"năm {year + 1}"),
            member_count=Said(str(members), f"{members} thành viên"),
            session=Said("afternoon", "Chiều"),
        )
        self._told(meeting, f"meeting/{key}/annual/{year}")
        lead = article.lead_unit(
            "giữ vai",
            confidence=0.7,
            **slots,
            unit=Said(head, head),
            role=Said("head", "Khối trưởng"),
            year=Said(str(year + 1), f"năm {year + 1}"),
        )
        self._told(lead, f"lead/{key}/{year + 1}/{head}")

    def _midyear(self, site: str, province: str, bloc: Bloc, key: str, year: int, turn: int) -> None:
        held = date(year, 7, 3 + turn % 20)
        name = bloc.name(year)
        for paper, wording in ((site, "sơ kết 6 tháng đầu năm"), (SECOND_PAPER, "sơ kết nửa đầu năm")):
            lines = [f"{name} {wording}", f"Ngày {held.day}/{held.month}, {name} họp {wording} {year}.", *self._padding()]
            article = self._article(paper, province, held + timedelta(days=1), lines)
            meeting = article.meeting(
                f"họp {wording}",
                **self._bloc(bloc, name),
                type=Said("midyear_review", "sơ kết"),
                date=Said(held.isoformat(), f"{held.day}/{held.month}", "derived"),
                period=Said(f"{year}-H1", f"năm {year}"),
            )
            self._told(meeting, f"meeting/{key}/midyear/{year}")

    def _look_back(self, site: str, province: str, bloc: Bloc, key: str, held: date, year: int) -> None:
        name = bloc.name(year)
        lines = ["Một năm nhìn lại", f"{name} vừa tổng kết năm {year} trong không khí đầm ấm.", *self._padding()]
        article = self._article(site, province, held + timedelta(days=9), lines)
        meeting = article.meeting(
            "vừa tổng kết",
            **self._bloc(bloc, name),
            type=Said("annual_review", "tổng kết"),
            period=Said(str(year), f"năm {year}"),
        )
        self._told(meeting, f"meeting/{key}/annual/{year}")

    def _match_on_the_same_day(self, site: str, province: str, bloc: Bloc, key: str, held: date, year: int) -> None:
        name = bloc.name(year)
        printed = f"{held.day}/{held.month}/{held.year}"
        lines = [f"Hội thao của {name}", f"Chiều {printed}, {name} mở hội thao kéo co, bóng bàn năm {year}.", *self._padding()]
        article = self._article(site, province, held + timedelta(days=1), lines)
        meeting = article.meeting(
            "mở hội thao",
            **self._bloc(bloc, name),
            type=Said("sports_cultural", "hội thao"),
            date=Said(held.isoformat(), printed),
            period=Said(str(year), f"năm {year}"),
        )
        self._told(meeting, f"meeting/{key}/sports/{year}")

    def _two_seminars_of_one_day(self, site: str, province: str, bloc: Bloc, key: str, held: date, year: int) -> None:
        """One before noon and one after it, with other hosts; of the second one another paper tells too, which names no host."""
        name, printed = bloc.name(year), f"{held.day}/{held.month}/{held.year}"
        told = (
            (site, "Sáng", "morning", bloc.units[0]),
            (site, "Chiều", "afternoon", bloc.units[1]),
            (SECOND_PAPER, "Chiều", "afternoon", None),
        )
        for paper, half, session, host in told:
            at = f" tại {host}" if host else ""
            lines = [f"{name} tọa đàm", f"{half} {printed}, {name} mở tọa đàm{at} về cách làm hay năm {year}.", *self._padding()]
            hosts: Slots = {"hosts": [Said(host, host)]} if host else {}
            meeting = self._article(paper, province, held + timedelta(days=1), lines).meeting(
                "mở tọa đàm",
                **self._bloc(bloc, name),
                **hosts,
                type=Said("thematic", "tọa đàm"),
                date=Said(held.isoformat(), printed),
                session=Said(session, half),
                period=Said(str(year), f"năm {year}"),
            )
            self._told(meeting, f"meeting/{key}/seminar/{year}/{session}")

    def _awards(self, site: str, province: str, bloc: Bloc, key: str, year: int, shift: int, turn: int) -> None:
        """The bloc proposes a flag each year; two in three are decided in spring. So many nameless collectives get certificates, of more proposed."""
        unit = bloc.head(year, shift)
        name = bloc.name(year)
        proposed = date(year, 12, 27)
        lines = [
            f"{name} bình xét thi đua",
            f"{name} đề nghị UBND tỉnh tặng Cờ thi đua năm {year} cho {unit}; đề nghị tặng Bằng khen cho {3 + turn % 6} tập thể.",
            *self._padding(),
        ]
        article = self._article(site, province, proposed, lines)
        case = (province, unit, year)
        self._flag(article, "đề nghị UBND", "proposed", "UBND tỉnh", "UBND tỉnh", unit, year, f"flag/{case}/proposed")
        self.truth.cases[case] = "proposed"
        count = 2 + turn % 6
        wanted = count + 1 if turn % 2 else None
        if wanted:
            proposal = self._certificates(article, "đề nghị tặng Bằng khen", "proposed", bloc, year, wanted)
            self._told(proposal, f"certificates/{key}/{year}/{wanted}/proposed")
        self.truth.counted_cases[(key, year)] = (wanted, None)
        if turn % 3 == 2:
            return
        self.truth.counted_cases[(key, year)] = (wanted, count)
        decided = date(year + 1, 3, 3 + turn % 20)
        lines = [
            f"{unit} đón Cờ thi đua",
            f"Chủ tịch UBND tỉnh quyết định tặng Cờ thi đua năm {year} cho {unit}; tặng Bằng khen cho {count} tập thể thuộc {name}.",
            *self._padding(),
        ]
        told = [self._article(site, province, decided, lines)]
        if turn % 4 == 1:
            told.append(self._article(PORTAL, province, decided + timedelta(days=1), [*lines[:2], lines[3], lines[2].replace(".", " ;")]))
            self.truth.copies[told[1].id] = told[0].id
        for one in told:
            self._flag(one, "quyết định tặng", "decided", "Chủ tịch UBND tỉnh", "Chủ tịch UBND tỉnh", unit, year, f"flag/{case}/conferred")
            certificates = self._certificates(one, "tặng Bằng khen", "presented", bloc, year, count)
            self._told(certificates, f"certificates/{key}/{year}/{count}")
        self.truth.cases[case] = "proposed_and_conferred"

    def _certificates(self, article: Article, trigger: str, stage: str, bloc: Bloc, year: int, count: int) -> str:
        by = "UBND tỉnh" if stage == "proposed" else "Chủ tịch UBND tỉnh"
        return article.award(
            trigger,
            stage,
            award=Said("bang_khen", "Bằng khen"),
            authority=Said(by, by),
            recipient_kind=Said("collective", "tập thể"),
            count=Said(str(count), f"{count} tập thể"),
            year=Said(str(year), f"năm {year}"),
            **self._bloc(bloc, bloc.name(year)),
        )

    def _flag(self, article: Article, trigger: str, stage: str, by: str, words: str, unit: str, year: int, event: str) -> None:
        mention = article.award(
            trigger,
            stage,
            award=Said("co_thi_dua", "Cờ thi đua"),
            authority=Said(by, words),
            recipient=Said(unit, unit),
            recipient_kind=Said("collective", unit, "derived"),
            year=Said(str(year), f"năm {year}"),
        )
        self._told(mention, event)

    def _after_the_merger(self) -> None:
        """December 2025: the papers of both former provinces tell of one meeting of the one bloc there is now."""
        bloc = BLOCS[0]
        held = date(2025, 12, 18)
        head = "Ban Tuyên giáo và Dân vận Tỉnh ủy"
        key = "Thái Nguyên/party_agencies/None"
        for site, province in (("baobackan", "Bắc Kạn"), ("baothainguyen", "Thái Nguyên")):
            lines = self._review_lines(bloc.name(2025), held, 2025, head, 11)
            self._review(self._article(site, province, date(2025, 12, 19), lines), bloc, key, held, 2025, head, 11)
        self.truth.heads[("Thái Nguyên", key)] = {2026: head}
