"""The web side of Thi đua: sites, discovery, polite fetching and capture. Knows nothing of events.

Importing this package, :mod:`crawlers.registry` or :mod:`crawlers.archive` loads neither Scrapy nor Twisted.
"""
