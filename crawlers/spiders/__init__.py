"""Spiders: one serves every registered site."""
