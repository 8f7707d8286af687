"""How good the event rules are: their answers against labelled articles, with floors that only rise."""
