"""The instrument: indicators, questions, answer scales and the rotation of blocks. Pure."""
