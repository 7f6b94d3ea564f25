"""The instrument: indicators, questions, response scales and the rotation of blocks. Pure."""
