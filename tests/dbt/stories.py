"""What the fixture's articles report, and with which traps. Facts and sentences are invented."""

from __future__ import annotations

from tests.dbt.landing_zone import Article, Landing, Said

BLOC = "Khối thi đua các cơ quan Đảng"
FIRST_RUN = "20260101T000000Z-000001"
SECOND_RUN = "20260102T000000Z-000002"
PERSON = "Nguyễn Thị Thử Nghiệm"


def party_bloc(words: str = BLOC) -> dict[str, Said | list[Said]]:
    """Slots of the bloc of Party agencies, as the rules derive them from its name."""
    return {
        "bloc": Said(words, words),
        "bloc_kind": Said("khoi", words, "derived"),
        "bloc_family": Said("party_agencies", words, "derived"),
    }


def build() -> Landing:
    """The whole fixture: two papers on one meeting, a proposal and its decision, conflicts, an edit, a merger, and noise."""
    landing = Landing()
    _annual_review_in_two_papers(landing)
    _proposal_and_its_decision(landing)
    _counted_and_personal_awards(landing)
    _what_waits_for_review(landing)
    _after_the_merger(landing)
    _two_seminars_and_one_without_a_date(landing)
    _an_edited_article(landing)
    _a_better_reading(landing)
    _pages_without_articles(landing)
    return landing


def _annual_review_in_two_papers(landing: Landing) -> None:
    first = landing.article(
        "baobackan",
        "/tong-ket-post1.html",
        [
            "Khối thi đua các cơ quan Đảng tổng kết năm 2023",
            "Sáng 20/12, Khối thi đua các cơ quan Đảng tổng kết phong trào thi đua năm 2023, ký giao ước năm 2024.",
            "Văn phòng Tỉnh uỷ chủ trì; khối có 10 đơn vị. Ban Tổ chức Tỉnh ủy làm Trưởng khối năm 2024.",
            "Học Chỉ thị 05-CT/TW ngày 15/5/2016 của Bộ Chính trị; theo Quyết định 9; phong trào “Dân vận khéo”; gồm: Sở Lạ, Thanh tra tỉnh.",
        ],
        captured="2023-12-21T02:00:00",
        published="2023-12-20",
        province="Bắc Kạn",
    )
    first.meeting(
        "tổng kết phong trào",
        **party_bloc(),
        type=Said("annual_review", "tổng kết"),
        also=[Said("pact_signing", "ký giao ước")],
        date=Said("2023-12-20", "20/12", "derived"),
        period=Said("2023", "năm 2023"),
        session=Said("morning", "Sáng"),
        hosts=[Said("Văn phòng Tỉnh ủy", "Văn phòng Tỉnh uỷ")],
        member_count=Said("10", "10 đơn vị"),
    )
    _further_facts(first)
    first.lead_unit(
        "làm Trưởng khối",
        **party_bloc(),
        unit=Said("Ban Tổ chức Tỉnh ủy", "Ban Tổ chức Tỉnh ủy"),
        role=Said("head", "Trưởng khối"),
        year=Said("2024", "năm 2024"),
    )
    # the national site takes the pact for the headline, counts one member more and names another head
    second = landing.article(
        "daihoi13",
        "/bac-kan-ky-giao-uoc-2.html",
        [
            "Bắc Kạn: ký kết giao ước thi đua năm 2024",
            "Ngày 20/12/2023, các ban Đảng tỉnh Bắc Kạn ký kết giao ước thi đua và tổng kết năm cũ với 11 thành viên.",
            "Ban Dân vận Tỉnh ủy giữ vai trò Trưởng khối năm 2024.",
        ],
        captured="2023-12-22T02:00:00",
        published="2023-12-21",
        province="Bắc Kạn",
    )
    second.meeting(
        "ký kết giao ước thi đua và",
        confidence=0.8,
        **party_bloc("các ban Đảng"),
        type=Said("pact_signing", "ký kết giao ước"),
        also=[Said("annual_review", "tổng kết")],
        date=Said("2023-12-20", "20/12/2023"),
        period=Said("2024", "năm 2024"),
        member_count=Said("11", "11 thành viên", "derived"),
    )
    second.lead_unit(
        "giữ vai trò",
        confidence=0.7,
        **party_bloc("các ban Đảng"),
        unit=Said("Ban Dân vận Tỉnh ủy", "Ban Dân vận Tỉnh ủy"),
        role=Said("head", "Trưởng khối"),
        year=Said("2024", "năm 2024"),
    )
    # a third account gives no date at all
    third = landing.article(
        "baobackan",
        "/nhin-lai-post3.html",
        ["Nhìn lại một năm thi đua", "Khối thi đua các cơ quan Đảng vừa tổng kết năm 2023."],
        captured="2023-12-29T02:00:00",
        published="2023-12-28",
        province="Bắc Kạn",
    )
    third.meeting("vừa tổng kết", **party_bloc(), type=Said("annual_review", "tổng kết"), period=Said("2023", "năm 2023"))


def _further_facts(article: Article) -> None:
    number = Said("05-CT/TW", "05-CT/TW")
    article.further(
        "document_citation",
        "05-CT/TW",
        number=number,
        kind=Said("directive", "Chỉ thị"),
        issuer=Said("Bộ Chính trị", "Bộ Chính trị"),
        issuer_level=Said("central", "05-CT/TW", "derived"),
        issued_on=Said("2016-05-15", "15/5/2016"),
        is_resolved=Said("true", "05-CT/TW", "derived"),
    )
    article.further(
        "document_citation",
        "Quyết định 9",
        number=Said("9", "9;"),
        kind=Said("decision", "Quyết định"),
        is_resolved=Said("false", "9;", "derived"),
    )
    article.further("campaign", "Dân vận khéo", name=Said("Dân vận khéo", "Dân vận khéo"), kind=Said("movement", "phong trào “"))
    article.further("campaign", "phong trào “", confidence=0.3, name=Said("Dân", "“Dân"), kind=Said("movement", "phong trào “"))
    for unit in ("Sở Lạ", "Thanh tra tỉnh"):
        article.further(
            "bloc_membership",
            unit,
            **party_bloc(),
            unit=Said(unit, unit),
            year=Said("2023", "năm 2023"),
            listed_count=Said("2", unit, "derived"),
        )


def _proposal_and_its_decision(landing: Landing) -> None:
    proposal = landing.article(
        "baohaiduong",
        "/de-nghi-10.html",
        ["Khối thi đua đề nghị khen thưởng", "Khối đề nghị Thủ tướng Chính phủ tặng Cờ thi đua năm 2023 cho Ban Tổ chức Tỉnh uỷ."],
        captured="2023-12-23T02:00:00",
        published="2023-12-22",
        province="Hải Dương",
    )
    proposal.award(
        "đề nghị Thủ tướng",
        "proposed",
        award=Said("co_thi_dua", "Cờ thi đua"),
        authority=Said("Thủ tướng Chính phủ", "Thủ tướng Chính phủ"),
        recipient=Said("Ban Tổ chức Tỉnh ủy", "Ban Tổ chức Tỉnh uỷ"),
        recipient_kind=Said("collective", "Ban Tổ chức Tỉnh uỷ", "derived"),
        year=Said("2023", "năm 2023"),
    )
    proposal.award(
        "tặng Cờ",
        "aimed",
        award=Said("co_thi_dua", "Cờ thi đua"),
        recipient=Said("Ban Tổ chức Tỉnh ủy", "Ban Tổ chức Tỉnh uỷ"),
    )
    decision = landing.article(
        "baohaiduong",
        "/don-nhan-11.html",
        [
            "Ban Tổ chức Tỉnh ủy Hải Dương đón nhận Cờ thi đua của Chính phủ",
            "Quyết định số 12/QĐ-TTg ngày 3/6/2024 tặng Cờ thi đua của Chính phủ năm 2023 cho Ban Tổ chức Tỉnh ủy Hải Dương; cờ đã được trao sáng nay.",
        ],
        captured="2024-06-11T02:00:00",
        published="2024-06-10",
        province="Hải Dương",
    )
    for trigger, stage in (("Quyết định số", "decided"), ("đón nhận", "received")):
        decision.award(
            trigger,
            stage,
            award=Said("co_thi_dua", "Cờ thi đua"),
            authority=Said("Chính phủ", "Chính phủ"),
            recipient=Said("Ban Tổ chức Tỉnh ủy Hải Dương", "Ban Tổ chức Tỉnh ủy Hải Dương"),
            recipient_kind=Said("collective", "Ban Tổ chức Tỉnh ủy Hải Dương", "derived"),
            year=Said("2023", "năm 2023"),
            decision=Said("12/QĐ-TTg", "12/QĐ-TTg"),
        )
    decision.further(
        "document_citation",
        "12/QĐ-TTg",
        number=Said("12/QĐ-TTg", "12/QĐ-TTg"),
        kind=Said("decision", "Quyết định"),
        issuer=Said("Thủ tướng Chính phủ", "TTg", "derived"),
        issuer_level=Said("central", "TTg", "derived"),
        issued_on=Said("2024-06-03", "3/6/2024"),
        is_resolved=Said("true", "12/QĐ-TTg", "derived"),
    )


def _counted_and_personal_awards(landing: Landing) -> None:
    for path, day in (("/trao-thuong-20.html", "2021-02-26"), ("/anh-trao-thuong-21.html", "2021-02-27")):
        article = landing.article(
            "nbtv",
            path,
            [
                "Khối thi đua các cơ quan Đảng trao thưởng",
                f"UBND tỉnh tặng Bằng khen cho 5 tập thể của Khối thi đua các cơ quan Đảng; đồng chí {PERSON} nhận Bằng khen năm 2020.",
            ],
            captured=f"{day}T10:00:00",
            published=day,
            province="Ninh Bình",
        )
        article.award(
            "tặng Bằng khen",
            "presented",
            award=Said("bang_khen", "Bằng khen"),
            authority=Said("UBND tỉnh", "UBND tỉnh"),
            recipient_kind=Said("collective", "tập thể"),
            count=Said("5", "5 tập thể"),
            bloc=Said(BLOC, BLOC),
            year=Said("2020", "năm 2020"),
        )
        article.award(
            "nhận Bằng khen",
            "received",
            award=Said("bang_khen", "Bằng khen"),
            authority=Said("Chủ tịch UBND tỉnh Ninh Bình", "UBND tỉnh", "derived"),
            recipient=Said(PERSON, PERSON),
            recipient_kind=Said("individual", "đồng chí"),
            year=Said("2020", "năm 2020"),
        )


def _what_waits_for_review(landing: Landing) -> None:
    article = landing.article(
        "baohagiang",
        "/ngo-30.html",
        [
            "Cụm thi đua số 7 gặp mặt",
            "Cụm thi đua số 7 hình như tổng kết năm 2022. Tổ Hoa Ban làm Cụm trưởng năm 2023.",
            "Hội quán Tre Xanh tặng Bằng khen cho Sở Y tế năm 2022.",
        ],
        captured="2022-12-02T02:00:00",
        published="2022-12-01",
        province="Hà Giang",
    )
    bloc: dict[str, Said | list[Said]] = {"bloc": Said("Cụm thi đua số 7", "Cụm thi đua số 7"), "bloc_number": Said("7", "7", "derived")}
    article.meeting("hình như", confidence=0.3, **bloc, type=Said("annual_review", "tổng kết"), period=Said("2022", "năm 2022"))
    article.lead_unit(
        "làm Cụm trưởng", **bloc, unit=Said("Tổ Hoa Ban", "Tổ Hoa Ban"), role=Said("head", "Cụm trưởng"), year=Said("2023", "năm 2023")
    )
    article.award(
        "tặng Bằng khen",
        "presented",
        award=Said("bang_khen", "Bằng khen"),
        authority=Said("Hội quán Tre Xanh", "Hội quán Tre Xanh"),
        recipient=Said("Sở Y tế", "Sở Y tế"),
        year=Said("2022", "năm 2022"),
    )


def _after_the_merger(landing: Landing) -> None:
    """The paper of a province that has been merged goes on: its name then means the new unit, and the old one for old years."""
    article = landing.article(
        "baobackan",
        "/sau-hop-nhat-post40.html",
        [
            "Khối thi đua các cơ quan Đảng tổng kết năm 2025",
            "Ngày 15/12/2025, Khối thi đua các cơ quan Đảng tổng kết năm 2025. Ban Tuyên giáo và Dân vận Tỉnh ủy làm Trưởng khối năm 2026.",
            "Văn phòng Tỉnh ủy từng là Trưởng khối năm 2019.",
        ],
        captured="2025-12-16T02:00:00",
        published="2025-12-15",
        province="Bắc Kạn",
    )
    article.meeting(
        "tổng kết năm 2025. Ban",
        **party_bloc(),
        type=Said("annual_review", "tổng kết"),
        date=Said("2025-12-15", "15/12/2025"),
        period=Said("2025", "năm 2025"),
    )
    article.lead_unit(
        "làm Trưởng khối năm 2026",
        **party_bloc(),
        unit=Said("Ban Tuyên giáo và Dân vận Tỉnh ủy", "Ban Tuyên giáo và Dân vận Tỉnh ủy"),
        role=Said("head", "Trưởng khối"),
        year=Said("2026", "năm 2026"),
    )
    article.lead_unit(
        "từng là Trưởng khối",
        **party_bloc(),
        unit=Said("Văn phòng Tỉnh ủy", "Văn phòng Tỉnh ủy"),
        role=Said("head", "Trưởng khối"),
        year=Said("2019", "năm 2019"),
    )


def _two_seminars_and_one_without_a_date(landing: Landing) -> None:
    for path, printed, day, published in (
        ("/toa-dam-50.html", "Ngày 10/5/2022", "2022-05-10", "2022-05-11"),
        ("/toa-dam-51.html", "Ngày 5/9/2022", "2022-09-05", "2022-09-06"),
        ("/toa-dam-52.html", "Vừa qua", None, "2022-09-08"),
    ):
        article = landing.article(
            "baohaiduong",
            path,
            ["Tọa đàm của Khối thi đua các cơ quan Đảng", f"{printed}, Khối thi đua các cơ quan Đảng tọa đàm về phong trào năm 2022."],
            captured=f"{published}T12:00:00",
            published=published,
            province="Hải Dương",
        )
        dated: dict[str, Said | list[Said]] = {"date": Said(day, printed)} if day else {}
        article.meeting("tọa đàm về", **party_bloc(), **dated, type=Said("thematic", "tọa đàm"), period=Said("2022", "năm 2022"))


def _an_edited_article(landing: Landing) -> None:
    """First 8 members, then corrected to 9, then fetched once more unchanged."""
    for captured, members in (("2023-07-08T02:00:00", 8), ("2023-07-09T02:00:00", 9), ("2023-07-10T02:00:00", 9)):
        article = landing.article(
            "baobackan",
            "/so-ket-post60.html",
            [
                "Khối thi đua các cơ quan Đảng sơ kết 6 tháng",
                f"Chiều 7/7, Khối thi đua các cơ quan Đảng sơ kết 6 tháng đầu năm 2023 với {members} đơn vị.",
            ],
            captured=captured,
            published="2023-07-07",
            province="Bắc Kạn",
        )
        _midyear(article, str(members))


def _midyear(article: Article, members: str) -> None:
    article.meeting(
        "sơ kết 6 tháng đầu",
        **party_bloc(),
        type=Said("midyear_review", "sơ kết"),
        date=Said("2023-07-07", "7/7", "derived"),
        period=Said("2023-H1", "6 tháng đầu năm 2023"),
        member_count=Said(members, f"{members} đơn vị"),
    )


def _a_better_reading(landing: Landing) -> None:
    """The rules of the first run took a headline for a meeting; those of the second do not."""
    for run in (FIRST_RUN, SECOND_RUN):
        article = landing.article(
            "baohagiang",
            "/thi-nau-an-70.html",
            ["Hội thi nấu ăn", "Hội thi nấu ăn tổng kết năm 2021."],
            captured="2021-03-09T02:00:00",
            published="2021-03-08",
            province="Hà Giang",
            relevant=run == FIRST_RUN,
            run=run,
        )
        if run == FIRST_RUN:
            article.meeting("tổng kết", **party_bloc("Hội thi nấu ăn"), type=Said("annual_review", "tổng kết"))


def _pages_without_articles(landing: Landing) -> None:
    site = "baohagiang"
    for night in ("2021-03-09", "2021-03-10"):
        run = f"{night.replace('-', '')}T180000Z-crawl1"
        landing.outcome(
            "crawl",
            site,
            f"https://{site}.vn/thi-nau-an-70.html",
            "captured" if night.endswith("09") else "unchanged",
            f"{night}T02:00:00",
            run=run,
        )
        # one page in two spellings, and a feed, which is no page
        spelling = f"https://{'www.' if night.endswith('10') else ''}{site}.vn/khong-vao-duoc.html"
        page = f"https://{site}.vn/khong-vao-duoc.html"
        landing.outcome("crawl", site, spelling, "http_error", f"{night}T02:01:00", run=run, kind="article", canonical=page)
        feed = f"https://{site}.vn/rss/home.rss"
        landing.outcome("crawl", site, feed, "http_error", f"{night}T02:03:00", run=run, kind="feed", canonical=feed)
        landing.outcome("crawl", site, f"https://{site}.vn/cam.html", "robots_denied", f"{night}T02:02:00", run=run)
