"""Addresses found in listings, feeds and sitemaps. Pure functions on bytes: no network, no Scrapy."""

from crawlers.discovery.documents import Entry, SitemapDocument, read_feed, read_json_list, read_sitemap
from crawlers.discovery.links import ListingLinks, advertised_feeds, listing_links

__all__ = ["Entry", "ListingLinks", "SitemapDocument", "advertised_feeds", "listing_links", "read_feed", "read_json_list", "read_sitemap"]
