"""Lexicon, grammars and rules of the event room: TOML files that an analyst can read and extend without any Python."""
