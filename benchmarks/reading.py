"""Reading a page, beside trafilatura and beside one bare parse; and the event rules, beside the reading."""

from __future__ import annotations

import resource

import lxml.html
import trafilatura

from benchmarks.measure import Figure, cpu_medians
from benchmarks.pages import replica_pages
from crawlers.registry import load_registry
from warehouse.articles import Article, read_page
from warehouse.events import extract
from warehouse.events.model import Document

UNKNOWN_SITE = "https://unknown.example/bai-viet.html"


def figures() -> list[Figure]:
    """CPU of reading with selectors and by the generic path, and of the rules, per page of the replica."""
    registry = load_registry()
    pages = replica_pages()
    articles = [(page, read_page(page.body, url=page.url, content_type=None, registry=registry)) for page in pages]
    documents = [
        (page.is_relevant, Document(id=page.url, text=article.text, url=page.url))
        for page, article in articles
        if isinstance(article, Article)
    ]
    relevant = [document for is_relevant, document in documents if is_relevant]
    others = [document for is_relevant, document in documents if not is_relevant]

    seconds = cpu_medians(
        {
            "parse": lambda: [lxml.html.fromstring(page.body) for page in pages],
            "trafilatura": lambda: [trafilatura.extract(page.body, include_comments=False) for page in pages],
            "selectors": lambda: [read_page(page.body, url=page.url, content_type=None, registry=registry) for page in pages],
            "generic": lambda: [read_page(page.body, url=UNKNOWN_SITE, content_type=None, registry=registry) for page in pages],
            "relevant": lambda: [extract(document) for document in relevant],
            "others": lambda: [extract(document) for document in others],
        }
    )
    a_page = {name: seconds[name] / len(pages) for name in ("parse", "trafilatura", "selectors", "generic")}
    rules_relevant = seconds["relevant"] / len(relevant)
    rules_others = seconds["others"] / len(others)
    return [
        Figure("reading with selectors / one lxml parse", a_page["selectors"] / a_page["parse"], "x"),
        Figure("reading with selectors / trafilatura", a_page["selectors"] / a_page["trafilatura"], "x", goal=1.0),
        Figure("reading an unknown site / trafilatura", a_page["generic"] / a_page["trafilatura"], "x", goal=1.25),
        Figure("rules on an article about a bloc / trafilatura on its page", rules_relevant / a_page["trafilatura"], "x", goal=0.15),
        Figure("rules on any other article / trafilatura on its page", rules_others / a_page["trafilatura"], "x", goal=0.03),
        Figure("rules on an article about a bloc", rules_relevant * 1000, "ms"),
        Figure("rules on any other article", rules_others * 1000, "ms"),
        Figure("peak memory of this process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB", goal=300),
    ]
