"""Answering: from an answer sheet to a sealed ballot in the box."""
