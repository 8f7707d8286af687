"""Addresses found in listings, feeds and sitemaps. Pure functions on bytes: no network, no Scrapy."""

from crawlers.discovery.documents import Entry, SitemapDocument, read_feed, read_sitemap
from crawlers.discovery.links import ListingLinks, listing_links

__all__ = ["Entry", "ListingLinks", "SitemapDocument", "listing_links", "read_feed", "read_sitemap"]
