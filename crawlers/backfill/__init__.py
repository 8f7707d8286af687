"""Years that are already gone: pages that other web archives kept, taken over into our own archive.

Three sources: WARC and WACZ files that somebody has, the Wayback Machine, and Common Crawl. Whatever the source, a capture is written
with the moment at which it was made and with the place it was taken from; reading, build and release know no difference. What is
taken is remembered on disk first, so a backfill may be ended at any moment and started again.

Imports neither Scrapy nor Twisted.
"""
