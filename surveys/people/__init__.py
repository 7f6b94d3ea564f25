"""People: who works where, who holds which role, and how lists and directories change that."""
