"""Short forms before a place: the unit is named in full, and a place never stands for a unit whose short form nobody listed."""

from __future__ import annotations

import pytest

from warehouse.events import Document, extract, to_json
from warehouse.events.annotate import annotate
from warehouse.events.lexicon import load_lexicon
from warehouse.events.normalise import normalise
from warehouse.events.tokens import tokenise


def names(text: str) -> list[str]:
    tokens = tokenise(normalise(text))
    return [
        item.value.full_name()
        for sentence in tokens.sentences
        for item in annotate(tokens, load_lexicon(), sentence)
        if item.kind in ("ORG", "AUTH", "PLACE")
    ]


@pytest.mark.parametrize(
    ("printed", "full"),
    [
        ("TTYT huyện Mang Yang", "Trung tâm Y tế huyện Mang Yang"),
        ("TTYT TX. Ayun Pa", "Trung tâm Y tế thị xã Ayun Pa"),
        ("TT Y tế TP.Bảo Lộc", "Trung tâm Y tế thành phố Bảo Lộc"),
        ("TTYT Kông Chro", "Trung tâm Y tế Kông Chro"),
        ("CDC tỉnh", "Trung tâm Kiểm soát bệnh tật tỉnh"),
        ("BVĐK khu vực Long Khánh", "Bệnh viện Đa khoa khu vực Long Khánh"),
        ("TTGDTX thị xã Buôn Hồ", "Trung tâm Giáo dục thường xuyên thị xã Buôn Hồ"),
        ("PGD&ĐT huyện Chư Sê", "Phòng Giáo dục và Đào tạo huyện Chư Sê"),
        ("Phòng LĐ-TB&XH huyện Đak Pơ", "Phòng Lao động - Thương binh và Xã hội huyện Đak Pơ"),
        ("PGD NHCSXH huyện Krông Búk", "Phòng Giao dịch Ngân hàng Chính sách xã hội huyện Krông Búk"),
        ("VKSND huyện Kbang", "Viện Kiểm sát nhân dân huyện Kbang"),
        ("VKS huyện Kbang", "Viện Kiểm sát nhân dân huyện Kbang"),
        ("TAND TP Pleiku", "Tòa án nhân dân thành phố Pleiku"),
        ("CA huyện Chư Păh", "Công an huyện Chư Păh"),
        ("CA tỉnh", "Công an tỉnh"),
        ("CA P.3", "Công an phường 3"),
        ("UBND TT Đắk Hà", "UBND thị trấn Đắk Hà"),
        ("UBND P. Thống Nhất", "UBND phường Thống Nhất"),
        ("CCB huyện Ia Grai", "Hội Cựu chiến binh huyện Ia Grai"),
        ("BCH Quân sự huyện Đức Cơ", "Ban Chỉ huy Quân sự huyện Đức Cơ"),
        ("BCHQS huyện Đức Cơ", "Ban Chỉ huy Quân sự huyện Đức Cơ"),
        ("BCHQS tỉnh", "Bộ Chỉ huy Quân sự tỉnh"),
        ("Đồn BP Ia Púch", "Đồn Biên phòng Ia Púch"),
        ("VP HĐND&UBND huyện Phú Thiện", "Văn phòng HĐND và UBND huyện Phú Thiện"),
        ("TTVHTT&TT huyện Krông Pa", "TTVHTT&TT huyện Krông Pa"),
        ("Sở Khoa học và Công nghệ (KH-CN) tỉnh", "Sở Khoa học và Công nghệ tỉnh"),
        ("Trường Cao đẳng (CĐ) Du lịch Hạ Long", "Trường Cao đẳng Du lịch Hạ Long"),
        ("Trường Tiểu học (TH) Lê Văn Tám", "Trường Tiểu học Lê Văn Tám"),
        ("Công ty Cổ phần (CP) Cà phê Đức Trọng", "Công ty Cổ phần Cà phê Đức Trọng"),
        ("Trung tâm Y tế (TTYT) huyện Kbang", "Trung tâm Y tế huyện Kbang"),
        ("CĐ Cao su VN", "Công đoàn Cao su Việt Nam"),
        ("Đài Tiếng nói Việt Nam", "Đài Tiếng nói Việt Nam"),
        ("CĐ Đường sắt Việt Nam", "Công đoàn Đường sắt Việt Nam"),
        ("Trường CĐ Y tế Gia Lai", "Trường CĐ Y tế Gia Lai"),
    ],
)
def test_a_short_form_and_its_place_are_one_unit(printed: str, full: str) -> None:
    assert names(f"Hôm qua, {printed} đã họp.") == [full]


@pytest.mark.parametrize(
    "name",
    [
        "Phòng Hậu cần",
        "Phòng Hồ sơ nghiệp vụ",
        "Phòng Tổ chức cán bộ",
        "Phòng Công tác đảng và công tác chính trị",
        "Phòng Cảnh sát điều tra tội phạm về ma túy",
        "Phòng Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ",
        "Phòng PC06",
        "Phòng Hậu cần - Kỹ thuật",
        "Hải đội 2",
        "Tiểu đoàn Huấn luyện - Cơ động",
        "Trung tâm Y tế dự phòng tỉnh",
        "Đội Quản lý thị trường số 4",
        "Ban Quản lý rừng phòng hộ Ia Mơ",
        "Trung tâm Truyền thông - Giáo dục sức khỏe",
        "Đài Phát thanh - Truyền hình và Báo Đắk Nông",
        "Ban Quản lý dự án các công trình thủy lợi miền Bắc",
        "Ban Quản lý Khu kinh tế, công nghiệp tỉnh",
        "Ban Quản lý các Khu công nghiệp và chế xuất thành phố",
        "Ban Quản lý Khu kinh tế Hòn La và các khu công nghiệp",
        "Tổng công ty Xây lắp điện Việt Nam",
        "Công ty Quản lý bay miền Trung",
        "Công ty Truyền tải điện 3",
        "Thanh tra Bộ Y tế",
        "Vụ Pháp chế Bộ Tư pháp",
        "Chi hội Luật gia Bộ Ngoại giao",
        "Văn phòng Quốc hội",
        "Thông tấn xã Việt Nam",
        "Truyền hình Nhân dân",
        "Viện Hàn lâm Khoa học xã hội Việt Nam",
        "Trung tâm Bảo trợ xã hội tỉnh",
        "Trung tâm Văn hóa, Thông tin và Thể thao huyện Ia Pa",
        "Trung tâm Kiểm nghiệm thuốc - mỹ phẩm - thực phẩm",
        "Trường Tiểu học và THCS Lê Lợi",
        "Chi cục Hải quan cửa khẩu Bờ Y",
        "Chi cục Thuế khu vực Cư Jút - Đắk Mil",
        "Hiệp hội Doanh nghiệp nhỏ và vừa tỉnh",
        "Thư viện tỉnh",
    ],
)
@pytest.mark.parametrize("follows", ["được tặng cờ", "và Sở Y tế dự", ", Khối trưởng, dự"])
def test_a_name_is_neither_cut_nor_split(name: str, follows: str) -> None:
    assert names(f"Hôm qua, {name} {follows}.")[0] == name


def test_two_units_of_the_press_with_a_level_between_them_stay_two() -> None:
    assert names("Hôm qua, Đài Phát thanh - Truyền hình tỉnh và Báo Đắk Nông họp.") == ["Đài Phát thanh - Truyền hình tỉnh", "Báo Đắk Nông"]


@pytest.mark.parametrize("text", ["cả 6 TTYT đều đạt", "Đoàn Ca múa nhạc đã diễn", "CDC đã họp", "tiếng ca vang xa", "CA 3 kíp"])
def test_a_short_form_alone_names_no_unit_of_a_place(text: str) -> None:
    assert not [name for name in names(f"Hôm qua, {text}.") if name.startswith(("Trung tâm", "Công an"))]


@pytest.mark.parametrize("text", ["các CCB huyện Ia Grai", "5 TTYT huyện", "nhiều HTX huyện Ia Grai"])
def test_the_plural_is_no_single_unit(text: str) -> None:
    assert not [name for name in names(f"Hôm qua, {text} đã họp.") if name.startswith(("Hội", "Trung tâm"))]


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("TTYT các huyện: Mang Yang, Kbang", ["Trung tâm Y tế huyện Mang Yang", "Trung tâm Y tế huyện Kbang"]),
        ("TTYT các huyện Mang Yang và thị xã An Khê", ["Trung tâm Y tế huyện Mang Yang", "Trung tâm Y tế thị xã An Khê"]),
        ("TTVHTTDL các huyện: Mang Yang, Kbang", ["TTVHTTDL huyện Mang Yang", "TTVHTTDL huyện Kbang"]),
        ("UBND các huyện: Mang Yang, Kbang và thành phố Pleiku", ["UBND huyện Mang Yang", "UBND huyện Kbang", "UBND thành phố Pleiku"]),
        ("Phòng GD&ĐT các huyện Mang Yang, Kbang và Sở Y tế", ["Phòng GD&ĐT huyện Mang Yang", "Phòng GD&ĐT huyện Kbang", "Sở Y tế"]),
        ("trung tâm y tế huyện Mang Yang và trạm y tế xã Ia Mơ", ["Trung tâm y tế huyện Mang Yang", "Trạm y tế xã Ia Mơ"]),
        ("bệnh viện đa khoa huyện Kbang", ["Bệnh viện đa khoa huyện Kbang"]),
        ("phòng nội vụ các huyện Mang Yang, Kbang", ["Phòng nội vụ huyện Mang Yang", "Phòng nội vụ huyện Kbang"]),
        ("CA các phường Trà Bá, Yên Thế", ["Công an phường Trà Bá", "Công an phường Yên Thế"]),
        (
            "BHXH, KBNN và LĐLĐ huyện Kbang",
            ["Bảo hiểm xã hội huyện Kbang", "Kho bạc Nhà nước huyện Kbang", "Liên đoàn Lao động huyện Kbang"],
        ),
        ("Công an, BHXH huyện Kbang", ["Công an huyện Kbang", "Bảo hiểm xã hội huyện Kbang"]),
        ("BHXH, LĐLĐ tỉnh", ["Bảo hiểm xã hội", "Liên đoàn Lao động tỉnh"]),
        ("Kho K52, Xưởng X33 và Phòng QLHC về TTXH", ["Kho K52", "Xưởng X33", "Phòng QLHC về TTXH"]),
        ("CĐCS Trường THPT Lê Lợi", ["Công đoàn cơ sở Trường THPT Lê Lợi"]),
        ("KBNN Mang Yang và BHXH An Khê", ["Kho bạc Nhà nước Mang Yang", "Bảo hiểm xã hội An Khê"]),
    ],
)
def test_every_place_of_a_list_receives_as_the_unit_before_it(printed: str, wanted: list[str]) -> None:
    text = (
        "Cụm thi đua số 4 tổng kết năm 2019\nNgày 5/12/2019, Cụm thi đua số 4 tổ chức hội nghị tổng kết công tác thi đua năm 2019. "
        f"UBND tỉnh tặng Bằng khen cho {printed}."
    )
    rows = to_json(extract(Document("x", text)))["awards"]
    assert [(row["recipient"], row["authority"]) for row in rows] == [(name, "UBND tỉnh") for name in wanted]


@pytest.mark.parametrize("text", ["Giám đốc BHXH Nguyễn Văn Nam", "Công an Nhân dân", "KBNN Việt Nam"])
def test_a_person_or_a_word_behind_a_branch_is_no_place_of_it(text: str) -> None:
    assert not [name for name in names(f"Hôm qua, {text}, đã họp.") if "Nguyễn" in name or name.endswith("Nhân")]


@pytest.mark.parametrize("printed", ["TTYT huyện Ia Pa", "TTVHTTDL huyện Ia Pa", "BĐH huyện Ia Pa"])
def test_a_place_never_leads_for_the_unit_before_it(printed: str) -> None:
    text = (
        "Cụm thi đua số 4 tổng kết năm 2019\nNgày 5/12/2019, Cụm thi đua số 4 tổ chức hội nghị tổng kết công tác thi đua năm 2019. "
        f"Hội nghị bầu {printed} làm Cụm trưởng năm 2020, đề nghị UBND tỉnh tặng Cờ thi đua cho {printed}."
    )
    found = to_json(extract(Document("x", text)))
    units = [row["unit"] for row in found["lead_units"]] + [row["recipient"] for row in found["awards"]]
    assert len(units) == 2
    assert all(unit.endswith("huyện Ia Pa") and not unit.startswith("huyện") for unit in units)


def test_the_middle_of_a_district_is_no_unit() -> None:
    assert names("Hôm qua, tại trung tâm huyện Mang Yang, cụm đã họp.") == ["huyện Mang Yang"]
