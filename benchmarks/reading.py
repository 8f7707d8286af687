"""Reading a page, beside trafilatura and beside one bare parse; and the event rules, beside the reading.

The pages of the replica hold whole articles but little furniture (about 5 KB and 12 links), while real pages of these sites
run from 54 to 127 KB with about 290 links. So each is padded here with a style sheet, a script, a menu of sections and lists of
other articles, all made up, to about 85 KB and 290 links: what trafilatura needs for such a page is what the goals refer to.

The rules run over the articles of the development half of the gold set: those that report a bloc's meeting, and the hard
negatives, which name blocs and awards without such a meeting; besides, over the articles of the replica without a meeting, in two
groups: everyday news, which report no award either, and those that report one, whose rows have to be found and proved like any other.
"""

from __future__ import annotations

import json
import random
import resource
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import lxml.html
import trafilatura

from benchmarks.measure import Figure, cpu_medians
from benchmarks.pages import replica_pages
from crawlers.registry import load_registry
from warehouse.articles import Article, read_page
from warehouse.events import extract
from warehouse.events.model import Document

UNKNOWN_SITE = "https://unknown.example/bai-viet.html"
GOLD = Path(__file__).resolve().parents[1] / "tests" / "gold" / "dev"
MENU_LINKS = 70
LISTED_ARTICLES = 108  # each with a picture and a headline, both links
STYLE_BYTES = 9_000
SCRIPT_BYTES = 9_000
_PHRASES = (
    *("đường làng", "mùa vụ", "nông dân", "trường học", "giáo viên", "bệnh viện", "du lịch", "lễ hội", "chợ biển", "rừng cây"),
    *("nước sạch", "điện sáng", "mở rộng", "nâng cấp", "khánh thành", "chăm sóc", "hỗ trợ", "tập huấn", "kiểm tra", "bảo vệ"),
)


def figures() -> list[Figure]:
    """CPU of reading with selectors and by the generic path per padded page of the replica, and of the rules per article."""
    registry = load_registry()
    pages = [(page, pad(page.body, number)) for number, page in enumerate(replica_pages())]
    texts = [(page, read_page(body, url=page.url, content_type=None, registry=registry)) for page, body in pages]
    everyday, awarded = (
        [
            Document(id=page.url, text=article.text, url=page.url)
            for page, article in texts
            if isinstance(article, Article) and not page.is_relevant and page.has_awards is has_awards
        ]
        for has_awards in (False, True)
    )
    relevant, negatives = _gold(is_relevant=True), _gold(is_relevant=False)

    seconds = cpu_medians(
        {
            "parse": lambda: [lxml.html.fromstring(body) for _, body in pages],
            "trafilatura": lambda: [trafilatura.extract(body, include_comments=False) for _, body in pages],
            "selectors": lambda: [read_page(body, url=page.url, content_type=None, registry=registry) for page, body in pages],
            "generic": lambda: [read_page(body, url=UNKNOWN_SITE, content_type=None, registry=registry) for _, body in pages],
            "relevant": _rules(relevant),
            "negatives": _rules(negatives),
            "everyday": _rules(everyday),
            "awarded": _rules(awarded),
        }
    )
    parse, usual, selectors = (seconds[name] / len(pages) for name in ("parse", "trafilatura", "selectors"))
    unknown = seconds["generic"] / len(pages)
    rules: dict[str, tuple[float, float | None]] = {
        "an article about a bloc": (seconds["relevant"] / len(relevant), 0.15),
        "an article without bloc or award": (seconds["everyday"] / len(everyday), 0.03),
        "an article with an award alone": (seconds["awarded"] / len(awarded), None),
        "a hard negative": (seconds["negatives"] / len(negatives), None),
    }
    return [
        Figure("size of a page", sum(len(body) for _, body in pages) / len(pages) / 1000, "KB"),
        Figure("trafilatura on a page", usual * 1000, "ms"),
        Figure("reading with selectors / one lxml parse", selectors / parse, "x"),
        Figure("reading with selectors / trafilatura", selectors / usual, "x", goal=1.0),
        Figure("reading an unknown site / trafilatura", unknown / usual, "x", goal=1.25),
        *(Figure(f"rules on {what} / trafilatura on a page", each / usual, "x", goal=goal) for what, (each, goal) in rules.items()),
        *(Figure(f"rules on {what}", each * 1000, "ms") for what, (each, _) in rules.items()),
        Figure("peak memory of this process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB", goal=300),
    ]


def _rules(documents: Sequence[Document]) -> Callable[[], object]:
    return lambda: [extract(document) for document in documents]


def _gold(*, is_relevant: bool) -> list[Document]:
    """Articles of the development half of the gold set that report a bloc's meeting, or that do not."""
    labels = [path for path in sorted(GOLD.glob("*.json")) if json.loads(path.read_text(encoding="utf-8"))["relevant"] is is_relevant]
    return [Document(id=path.stem, text=path.with_suffix(".txt").read_text(encoding="utf-8")) for path in labels]


def pad(body: bytes, seed: int) -> bytes:
    """A page with furniture of realistic size: styles and script in the head, a menu in front, lists of articles behind."""
    chance = random.Random(seed)
    head = f"<style>{'.box-news .item-title{margin:0 0 8px;color:#222}' * (STYLE_BYTES // 49)}</style>" + (
        f"<script>{'var slot=(window.slots||[]);slot.push({w:300,h:250});' * (SCRIPT_BYTES // 53)}</script>"
    )
    page = body.replace(b"</head>", head.encode() + b"</head>", 1)
    opened = page.find(b">", page.index(b"<body")) + 1
    return (page[:opened] + "".join(_menu(chance)).encode() + page[opened:]).replace(
        b"</body>", "".join(_lists(chance)).encode() + b"</body>", 1
    )


def _headline(chance: random.Random, phrases: int) -> str:
    return " ".join(chance.choices(_PHRASES, k=phrases)).capitalize()


def _menu(chance: random.Random) -> Iterator[str]:
    yield '<nav class="menu-top"><ul class="menu-list">'
    for number in range(MENU_LINKS):
        title = _headline(chance, 1)
        yield f'<li class="menu-item"><a class="menu-link" href="/chuyen-muc/{number}/" title="{title}">{title}</a></li>'
    yield "</ul></nav>"


def _lists(chance: random.Random) -> Iterator[str]:
    yield '<aside class="sidebar"><div class="box-news">'
    for number in range(LISTED_ARTICLES):
        title, address = _headline(chance, chance.randint(4, 7)), f"/tin-tuc/{chance.randrange(10**6)}-bai-{number}.html"
        yield (
            f'<div class="item"><a class="item-picture" href="{address}" title="{title}"><img class="lazyload" alt="{title}" '
            f'data-src="https://images.example/thumbs/{chance.randrange(10**9)}_240x160.jpg"></a>'
            f'<h3 class="item-title"><a href="{address}">{title}</a></h3><span class="item-time">{number % 28 + 1}/6</span></div>'
        )
    yield '</div></aside><div class="site-tools"><a href="#top">Lên đầu trang</a></div>'
