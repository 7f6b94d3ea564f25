"""Access: what a reader may see and do, and links that open a team's results."""
