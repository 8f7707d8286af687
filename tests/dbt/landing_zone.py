"""A landing zone of our own writing: articles and what they say, with every span found in the text instead of counted by hand."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crawlers.ids import article_id, capture_id, mention_id
from warehouse.landing import ensure_zero_parts
from warehouse.landing.schemas import SCHEMAS
from warehouse.landing.store import COMMIT_TABLE

Row = dict[str, Any]
_STATUS = {"voted": "proposed", "proposed": "proposed", "decided": "conferred", "presented": "conferred", "received": "conferred"}


@dataclass(frozen=True)
class Said:
    """A slot's value and the words it is read from; no words means the metadata field named."""

    value: str
    words: str | None = None
    origin: str = "text"
    field: str | None = None


@dataclass
class Landing:
    """Rows of the five tables, to be written as one run or several."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in SCHEMAS})

    def article(
        self,
        site: str,
        path: str,
        lines: list[str],
        *,
        captured: str,
        published: str | None = None,
        province: str | None = None,
        relevant: bool = True,
        run: str = "20260101T000000Z-000001",
    ) -> Article:
        """One capture of one article, read by ``run``; the first line is its title."""
        url = f"https://{site}.vn{path}"
        captured_at = datetime.fromisoformat(captured).replace(tzinfo=UTC)
        text = "\n".join(lines)
        payload = hashlib.sha256(text.encode()).hexdigest()
        capture = capture_id(url, captured, payload)
        identity = article_id(site, url)
        self.rows["captures"].append(
            {
                "capture_id": capture,
                "run_id": run,
                "site_id": site,
                "url": url,
                "canonical_url": url,
                "kind": "article",
                "source": "live",
                "captured_at": captured_at,
                "http_status": 200,
                "content_type": "text/html",
                "payload_sha256": payload,
                "payload_bytes": len(text.encode()),
                "warc_path": f"{run}/{site}-00001.warc.gz",
                "warc_offset": 0,
            }
        )
        self.outcome("read", site, url, "article", captured, capture=capture, run=run)
        self.rows["articles"].append(
            {
                "article_id": identity,
                "capture_id": capture,
                "run_id": run,
                "site_id": site,
                "url": url,
                "canonical_url": url,
                "title": lines[0],
                "lead": lines[1] if len(lines) > 1 else "",
                "body": "\n".join(lines[2:]),
                "captions": [],
                "published_on": date.fromisoformat(published) if published else None,
                "published_precision": "day" if published else None,
                "published_origin": "meta" if published else None,
                "published_raw": published,
                "text": text,
                "segments": [{"kind": "title", "start": 0, "end": len(lines[0])}],
                "content_sha256": hashlib.sha256(json.dumps(lines, ensure_ascii=False).encode()).hexdigest(),
                "is_relevant": relevant,
                "province": province,
                "province_origin": "site" if province else None,
                "reader_version": "1",
                "rules_version": "1",
            }
        )
        return Article(self, identity, capture, run, text, province)

    def outcome(
        self,
        step: str,
        site: str,
        url: str,
        outcome: str,
        occurred: str,
        *,
        capture: str | None = None,
        run: str = "20260101T000000Z-000001",
        kind: str | None = None,
        canonical: str | None = None,
    ) -> None:
        """What became of a page in a step of a run."""
        self.rows["outcomes"].append(
            {
                "run_id": run,
                "step": step,
                "site_id": site,
                "url": url,
                "capture_id": capture,
                "outcome": outcome,
                "kind": kind,
                "canonical_url": canonical,
                "occurred_at": datetime.fromisoformat(occurred).replace(tzinfo=UTC),
            }
        )

    def until(self, run: str) -> Landing:
        """What had landed after ``run``."""
        return Landing({table: [row for row in rows if row["run_id"] <= run] for table, rows in self.rows.items()})

    def read_again(self, run: str) -> Landing:
        """The same landing zone after ``run`` read every capture once more and found the same."""
        again = {table: [{**row, "run_id": run} for row in rows if row.get("step") != "crawl"] for table, rows in self.rows.items()}
        return Landing({table: [*rows, *again[table]] for table, rows in self.rows.items()})

    def write(self, folder: Path, *, shuffle: int | None = None) -> Path:
        """Write the parts of every run below ``folder``; ``shuffle`` is the seed of another order of rows and cut into parts."""
        ensure_zero_parts(folder)
        order = random.Random(shuffle)
        for table, rows in self.rows.items():
            by_run: dict[str, list[Row]] = {}
            for row in rows:
                by_run.setdefault(row["run_id"], []).append(row)
            for run, members in by_run.items():
                if shuffle is not None:
                    order.shuffle(members)
                cut = len(members) if shuffle is None else max(1, len(members) // 2)
                for number, start in enumerate(range(0, len(members), cut)):
                    _write_part(folder, table, run, number, members[start : start + cut])
        self._commit(folder)
        return folder

    def _commit(self, folder: Path) -> None:
        """A batch counts only with its part of captures, which may be one without rows."""
        for part in sorted(folder.rglob("run=*/part-*.parquet")):
            run, number = part.parent.name.removeprefix("run="), int(part.stem.removeprefix("part-"))
            if not (folder / COMMIT_TABLE / f"schema={SCHEMAS[COMMIT_TABLE][0]}" / part.parent.name / part.name).exists():
                _write_part(folder, COMMIT_TABLE, run, number, [])


def _write_part(folder: Path, table: str, run: str, number: int, rows: list[Row]) -> None:
    version, schema = SCHEMAS[table]
    part = folder / table / f"schema={version}" / f"run={run}" / f"part-{number:05d}.parquet"
    part.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), part)


@dataclass(frozen=True)
class Article:
    """One reading of one article, to which mentions are added."""

    landing: Landing
    id: str
    capture: str
    run: str
    text: str
    province: str | None

    def meeting(self, trigger: str, *, confidence: float = 0.9, **slots: Said | list[Said]) -> str:
        """A meeting that the article reports."""
        return self._mention("meeting", trigger, confidence, None, slots)

    def lead_unit(self, trigger: str, *, confidence: float = 0.9, **slots: Said | list[Said]) -> str:
        """A lead unit that the article names."""
        return self._mention("lead_unit", trigger, confidence, None, slots)

    def award(self, trigger: str, stage: str, *, confidence: float = 0.9, **slots: Said | list[Said]) -> str:
        """An award, at the stage that the article tells."""
        return self._mention("award", trigger, confidence, stage, slots)

    def further(self, mention_type: str, trigger: str, /, *, confidence: float = 0.9, **slots: Said | list[Said]) -> str:
        """A document citation, a campaign or a bloc membership."""
        return self._mention(mention_type, trigger, confidence, None, slots)

    def _mention(self, kind: str, trigger: str, confidence: float, stage: str | None, slots: dict[str, Said | list[Said]]) -> str:
        start = self.text.index(trigger)
        end = start + len(trigger)
        identity = mention_id(self.id, kind, start, end, "fixture")
        self.landing.rows["mentions"].append(
            {
                "mention_id": identity,
                "article_id": self.id,
                "capture_id": self.capture,
                "run_id": self.run,
                "mention_type": kind,
                "trigger_start": start,
                "trigger_end": end,
                "trigger_quote": trigger,
                "rule": f"fixture-{kind}",
                "rule_family": "fixture",
                "confidence": confidence,
                "status": _STATUS.get(stage) if stage else None,
                "stage": stage,
                "province": self.province,
                "province_origin": "site" if self.province else None,
                "reader_version": "1",
                "rules_version": "1",
            }
        )
        for slot, said in slots.items():
            for ordinal, one in enumerate(said if isinstance(said, list) else [said]):
                at = self.text.index(one.words) if one.words is not None else None
                self.landing.rows["mention_slots"].append(
                    {
                        "mention_id": identity,
                        "capture_id": self.capture,
                        "run_id": self.run,
                        "slot": slot,
                        "ordinal": ordinal,
                        "value": one.value,
                        "origin": one.origin if one.words is not None else "metadata",
                        "metadata_field": None if one.words is not None else (one.field or "published"),
                        "span_no": 0,
                        "start": at,
                        "end": None if at is None or one.words is None else at + len(one.words),
                        "quote": one.words,
                    }
                )
        return identity
