"""How far the first and the second reading of the gold articles agree.

Usage: ``python tests/gold/agreement.py [--verbose] [--independent] [dev|test …]``. Needs only the standard library. With
``--independent`` the second reading is that of another reader (folder ``independent/``) instead of that of the writer (``second/``).

Rows of a table are paired when their key slots are equal (meeting: type and bloc; lead unit: unit, role, year; award: award,
status, recipient); then every slot that either reading filled is compared. The agreement of a table is F1 of the second reading
against the first, over rows and over slots. Spelling style, generic words and the province's own name do not count, a slot "*"
and a row "optional" are not compared: the same allowances that the scorer of the extraction makes.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
KEYS = {"meetings": ("type", "bloc"), "lead_units": ("unit", "role", "year"), "awards": ("award", "status", "recipient", "recipient_kind")}
SLOTS = {
    "meetings": ("type", "bloc", "date", "session", "period", "member_count", "hosts"),
    "lead_units": ("unit", "role", "year"),
    "awards": ("award", "status", "recipient", "authority", "recipient_kind", "count", "year", "decision"),
}
NAMES = {"bloc", "unit", "recipient", "authority"}
GENERIC = {"tỉnh", "thành", "phố", "tp", "các", "cơ", "quan", "đơn", "vị", "của", "và", "thuộc", "chủ", "tịch"}
TONES = dict(
    zip(
        ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"],
        ["òa", "óa", "ỏa", "õa", "ọa", "òe", "óe", "ỏe", "õe", "ọe", "ùy", "úy", "ủy", "ũy", "ụy"],
        strict=True,
    )
)
SHORT = {
    "ubnd": "ủy ban nhân dân",
    "lđlđ": "liên đoàn lao động",
    "lhpn": "liên hiệp phụ nữ",
    "tand": "tòa án nhân dân",
    "vksnd": "viện kiểm sát nhân dân",
    "chqs": "chỉ huy quân sự",
    "bhxh": "bảo hiểm xã hội",
    "vhnt": "văn học nghệ thuật",
    "ctđ": "chữ thập đỏ",
    "kcn": "khu công nghiệp",
    "ccb": "cựu chiến binh",
    "bđbp": "bộ đội biên phòng",
    "mttq": "mặt trận tổ quốc",
    "htx": "hợp tác xã",
    "cp": "cổ phần",
    "đak": "đắk",
}
SAME_AUTHORITY = {"thủ tướng": "chính phủ", "thủ tướng chính phủ": "chính phủ"}


def name_words(value: str, province: str) -> frozenset[str]:
    text = " ".join(re.sub(r"[^\w\s]", " ", unicodedata.normalize("NFC", value).lower()).split())
    text = " ".join(SHORT.get(word, word) for word in text.split())
    own = " ".join(re.sub(r"[^\w\s]", " ", province.lower()).split())
    for old, new in TONES.items():
        text, own = text.replace(old, new), own.replace(old, new)
    text = SAME_AUTHORITY.get(text, text)
    if own:
        text = f" {text} ".replace(f" {own} ", " ")
    return frozenset(word for word in text.split() if word not in GENERIC)


def same(slot: str, first: Any, second: Any, row: dict[str, Any], province: str) -> bool:
    """Are two fillings of a slot equal, or does the first reading leave it open?"""
    if first == "*" or second == "*":
        return True
    if not first and not second:
        return True
    if not first or not second:
        return False
    if slot == "type":
        return first == second or second in row.get("also", [])
    if slot == "hosts":
        return {name_words(x, province) for x in first} == {name_words(x, province) for x in second}
    if slot in NAMES:
        spellings = [first, *row.get(f"{slot}_alt", [])]
        if slot == "bloc":
            a, b = name_words(first, province), name_words(second, province)
            return a <= b or b <= a
        return any(name_words(x, province) == name_words(second, province) for x in spellings)
    return str(first) == str(second)


def best_match(table: str, row: dict[str, Any], left: list[dict[str, Any]], province: str) -> dict[str, Any] | None:
    """The row of the second reading with the same keys that agrees in most slots."""
    fitting = [x for x in left if all(same(k, row.get(k), x.get(k), row, province) for k in KEYS[table])]
    return max(fitting, key=lambda x: sum(same(s, row.get(s), x.get(s), row, province) for s in SLOTS[table]), default=None)


def compare(first: dict[str, Any], second: dict[str, Any]) -> dict[str, list[int]]:
    """Per table the counts [rows paired, rows of the first, rows of the second, slots equal, slots filled by either]."""
    province = first.get("province") or ""
    out: dict[str, list[int]] = {}
    for table in KEYS:
        left = list(second[table])
        paired = equal = filled = 0
        for row in (r for r in first[table] if not r.get("optional")):
            match = best_match(table, row, left, province)
            if match is None:
                filled += sum(1 for slot in SLOTS[table] if row.get(slot))
                continue
            left.remove(match)
            paired += 1
            for slot in SLOTS[table]:
                if row.get(slot) == "*" or not (row.get(slot) or match.get(slot)):
                    continue
                filled += 1
                equal += same(slot, row.get(slot), match.get(slot), row, province)
        for row in (r for r in first[table] if r.get("optional")):
            match = best_match(table, row, left, province)
            if match is not None:
                left.remove(match)
        filled += sum(1 for row in left for slot in SLOTS[table] if row.get(slot))
        wanted = sum(1 for row in first[table] if not row.get("optional"))
        out[table] = [paired, wanted, paired + len(left), equal, filled]
    return out


def differences(first: dict[str, Any], second: dict[str, Any]) -> list[str]:
    """One line for each row or slot in which the readings differ."""
    province = first.get("province") or ""
    lines = [
        f"{key}: {first.get(key)!r} / {second.get(key)!r}"
        for key in ("relevant", "published", "truncated", "province")
        if first.get(key) != second.get(key) and not (key == "relevant" and first.get("relevant_optional"))
    ]
    for table in KEYS:
        left = list(second[table])
        for row in sorted(first[table], key=lambda r: bool(r.get("optional"))):
            match = best_match(table, row, left, province)
            if match is None:
                if not row.get("optional"):
                    lines.append(f"{table} only first: {json.dumps(row, ensure_ascii=False)}")
                continue
            left.remove(match)
            lines += [
                f"{table} {slot}: {row.get(slot)!r} / {match.get(slot)!r}"
                for slot in SLOTS[table]
                if not row.get("optional") and not same(slot, row.get(slot), match.get(slot), row, province)
            ]
        lines += [f"{table} only second: {json.dumps(row, ensure_ascii=False)}" for row in left]
    return lines


def main(arguments: list[str]) -> int:
    verbose = "--verbose" in arguments
    reading = HERE / ("independent" if "--independent" in arguments else "second")
    splits = [a for a in arguments if not a.startswith("-")] or ["dev", "test"]
    total = {table: [0] * 5 for table in KEYS}
    articles = whole = relevance = 0
    for split in splits:
        for path in sorted((HERE / split).glob("*.json")):
            other = reading / path.name
            if not other.exists():
                continue
            first = json.loads(path.read_text(encoding="utf-8"))
            second = json.loads(other.read_text(encoding="utf-8"))
            articles += 1
            relevance += first["relevant"] == second["relevant"] or bool(first.get("relevant_optional"))
            lines = differences(first, second)
            whole += not lines
            if verbose:
                print(*(f"{path.stem} {line}" for line in lines), sep="\n", end="\n" if lines else "")
            for table, counts in compare(first, second).items():
                total[table] = [a + b for a, b in zip(total[table], counts, strict=True)]
    print(f"articles {articles}, wholly equal {whole}, relevance equal {relevance}")
    for table, (paired, one, two, equal, filled) in total.items():
        print(f"{table:<11} rows F1 {2 * paired / (one + two) if one + two else 1:.3f}   slots equal {equal / filled if filled else 1:.3f}")
    equal, filled = (sum(counts[i] for counts in total.values()) for i in (3, 4))
    print(f"all slots   {equal / filled if filled else 1:.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
