"""Messages to people: their words, the ways they travel, and how far each of them is."""
