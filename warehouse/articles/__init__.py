"""Capture → article in clean Vietnamese: family selectors first, trafilatura for what they do not give."""
