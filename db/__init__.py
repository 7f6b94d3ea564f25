"""What Peil remembers: tables, engines, queries and migrations. No rules of the domain."""
