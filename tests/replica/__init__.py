"""A loopback copy of the five seed sites: their page structure, with articles of our own writing about invented events.

``python -m tests.replica serve`` answers for every host by its Host header; ``expected.json`` says which facts must come
out. The people, meetings, decisions and figures in ``pages/`` are invented; only the formulae of the genre are real.
"""
