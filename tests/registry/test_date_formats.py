"""Formats as people write them find what sites print, and refuse what cannot be told apart."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.registry.date_formats import compile_date_format


@pytest.mark.parametrize(
    ("text_format", "text", "moment", "precision"),
    [
        ("DD/MM/YYYY, HH:mm", "Thứ Ba, 29/09/2020, 08:07 (GMT+7)", datetime(2020, 9, 29, 8, 7), "minute"),
        ("HH:mm, DD/MM/YYYY", "07:57, 21/09/2010", datetime(2010, 9, 21, 7, 57), "minute"),
        ("HH:mm |DD/MM/YYYY", "Cập nhật lúc: 18:00 |22/05/2022", datetime(2022, 5, 22, 18), "minute"),
        ("DD.MM.YYYY | HH:mm:ss", "Thứ 6, 26.02.2021 | 16:38:45 [GMT+7]", datetime(2021, 2, 26, 16, 38, 45), "second"),
        ("DD/MM/YYYY HH:mm", "26/2/2021 16:44   406", datetime(2021, 2, 26, 16, 44), "minute"),
        ("DD/MM/YYYY - HH:mm", "08/01/2026 - 18:21", datetime(2026, 1, 8, 18, 21), "minute"),
        ("HH:mm A - DD/MM/YYYY", "15:24 PM - 26/01/2024", datetime(2024, 1, 26, 15, 24), "minute"),
        ("MM/DD/YYYY HH:mm:ss A", "3/5/2026 2:00:00 PM", datetime(2026, 3, 5, 14), "second"),
        ("MM/DD/YYYY HH:mm:ss A", "3/5/2026 12:00:00 AM", datetime(2026, 3, 5, 0), "second"),
        ("/YYYYMM/", "/thoi-su/201912/mot-tin-752417/", datetime(2019, 12, 1), "month"),
        ("_YYYYMMDDHHmmss.", "/file/x/122019/anh_20191210153000.jpg", datetime(2019, 12, 10, 15, 30), "second"),
        ("_HHmmssDDMMYYYY.", "hop_16384526022021.jpg", datetime(2021, 2, 26, 16, 38, 45), "second"),
        ("-DDMMYYYY-a", "/tin-16112020-a80176.html", datetime(2020, 11, 16), "day"),
        ("-180YYMMDD#.htm", "/mot-tin-180240126152412345.htm", datetime(2024, 1, 26), "day"),
        ("/dYYYYMMDD#.htm", "/mot-tin/d20230112091014465.htm", datetime(2023, 1, 12), "day"),
        ("/DDMMYY#/", "/Media/Articles/160523101112/a.jpg", datetime(2023, 5, 16), "day"),
        ("DD/MM/YYYY", "31/02/2021 và 28/02/2021", datetime(2021, 2, 28), "day"),
    ],
)
def test_found(text_format: str, text: str, moment: datetime, precision: str) -> None:
    found = compile_date_format(text_format).find(text)
    assert found is not None
    assert (found.moment, found.precision) == (moment, precision)
    assert found.raw in text


@pytest.mark.parametrize(
    ("text_format", "text"),
    [
        ("DD/MM/YYYY", "312/12/2021"),
        ("DD/MM/YYYY", "12/12/20215"),
        ("DD/MM/YYYY", "29/02/2023"),
        ("DD/MM/YYYY", "12/12/1821"),
        ("DD/MM/YYYY HH:mm", "12/12/2021 25:00"),
        ("DD/MM/YYYY HH:mm", "12/12/2021"),
        ("/YYYYMM/", "/thoi-su/201913/x/"),
    ],
)
def test_not_found(text_format: str, text: str) -> None:
    assert compile_date_format(text_format).find(text) is None


@pytest.mark.parametrize(
    ("text_format", "complaint"),
    [
        ("DD/MM", "lacks the year"),
        ("DD YYYY", "lacks the month"),
        ("YYYY-MM HH:mm", "lacks the day"),
        ("YYYY-MM-DD HH", "lacks the minute"),
        ("YYYY YYYY", "YYYY twice"),
    ],
)
def test_refused_formats(text_format: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        compile_date_format(text_format)


@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2099, 12, 31)),
    st.text(st.characters(categories=["L", "Zs"]), max_size=10),
)
def test_what_is_written_is_read_again(moment: datetime, noise: str) -> None:
    found = compile_date_format("DD/MM/YYYY - HH:mm:ss").find(f"{noise} {moment:%d/%m}/{moment.year:04d} - {moment:%H:%M:%S} {noise}")
    assert found is not None
    assert found.moment == moment.replace(microsecond=0)
