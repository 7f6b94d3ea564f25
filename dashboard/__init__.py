"""What people see: pages, charts, texts, sign-in, and the `peil` command."""
