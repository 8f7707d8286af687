"""Article → mentions: who met, who leads, who is awarded what, each slot with the words that prove it. Opens no socket."""
